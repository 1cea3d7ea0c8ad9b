import { describe, expect, it } from 'vitest';
import { formatBytes, formatDuration, formatNumber, formatRelative, plural } from './format';

describe('formatNumber', () => {
  it.each([
    [0, '0'],
    [0.12345678, '0.12346'],
    [1234.5678, '1234.57'],
    [1284, '1,284'],
    [0.00001234, '1.234e-5'],
    [123456789, '1.235e8'],
    ['NaN', 'NaN'],
    ['Infinity', '∞'],
    ['-Infinity', '−∞'],
    [null, '–'],
  ])('shows %s as %s', (value, words) => {
    expect(formatNumber(value)).toBe(words);
  });
});

describe('formatDuration', () => {
  it.each([
    [0.4, '<1 ms'],
    [950, '950 ms'],
    [1_254, '1.25 s'],
    [12_000, '12 s'],
    [245_000, '4m 05s'],
    [11_520_000, '3h 12m'],
    [187_200_000, '2d 4h'],
    [-65_000, '−1m 05s'],
    [null, '–'],
  ])('shows %s ms as %s', (ms, words) => {
    expect(formatDuration(ms)).toBe(words);
  });
});

describe('formatRelative', () => {
  const now = Date.parse('2026-11-20T12:00:00Z');
  it.each([
    ['2026-11-20T11:59:55Z', 'just now'],
    ['2026-11-20T11:55:00Z', '5 min ago'],
    ['2026-11-18T12:00:00Z', '2 d ago'],
    ['2026-11-20T15:00:00Z', 'in 3 h'],
  ])('says %s as %s', (iso, words) => {
    expect(formatRelative(iso, now)).toBe(words);
  });
});

it('shows sizes in the largest fitting unit', () => {
  expect([0, 1023, 1536, 5 * 1024 ** 3].map(formatBytes)).toEqual([
    '0 B',
    '1023 B',
    '1.5 KB',
    '5.0 GB',
  ]);
});

it('counts one and many', () => {
  expect([plural(1, 'run'), plural(2000, 'run')]).toEqual(['1 run', '2,000 runs']);
});
