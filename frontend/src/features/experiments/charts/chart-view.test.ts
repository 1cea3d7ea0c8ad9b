import { expect, it } from 'vitest';
import { diffRows } from '../compare/compare-view';
import { matchingKeys, sectionsOf, validateChartView } from './chart-view';
import { keyCharts } from './key-charts';

const KEYS = ['val/loss', 'train/loss', 'train/acc', 'epoch', 'layer/10', 'layer/9'];

it('reads how charts are looked at from the address', () => {
  expect(validateChartView({ smooth: '0.6', log: true, x: 'time', from: 1, to: 9 })).toEqual({
    smooth: 0.6,
    log: true,
    x: 'time',
    from: 1,
    to: 9,
  });
});

it('refuses a range that ends before it begins', () => {
  expect(validateChartView({ from: 9, to: 1, smooth: 7 })).toEqual({});
});

it('groups by prefix, ungrouped first, numbers in their order', () => {
  expect(sectionsOf(KEYS)).toEqual([
    { name: 'Metrics', keys: ['epoch'] },
    { name: 'layer', keys: ['layer/9', 'layer/10'] },
    { name: 'train', keys: ['train/acc', 'train/loss'] },
    { name: 'val', keys: ['val/loss'] },
  ]);
});

it('finds by regular expression, and by plain text where it is none', () => {
  expect(matchingKeys(KEYS, '^(train|val)/loss$')).toEqual(['val/loss', 'train/loss']);
  expect(matchingKeys(['a[0', 'b'], 'a[0')).toEqual(['a[0']);
});

it('chooses losses before accuracies for a short look', () => {
  expect(keyCharts([...KEYS, 'system/cpu'], false, 3)).toEqual([
    'train/loss',
    'val/loss',
    'train/acc',
  ]);
  expect(keyCharts([...KEYS, 'system/cpu'], true, 3)).toEqual(['system/cpu']);
});

it('tells which values differ between runs', () => {
  const rows = diffRows([
    new Map([
      ['lr', '1'],
      ['seed', '7'],
    ]),
    new Map([
      ['lr', '2'],
      ['seed', '7'],
    ]),
  ]);
  expect(rows.map(({ key, differs }) => [key, differs])).toEqual([
    ['lr', true],
    ['seed', false],
  ]);
});
