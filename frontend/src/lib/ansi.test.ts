import { expect, it } from 'vitest';
import { lastOverwrite, parseAnsi, stripAnsi } from './ansi';

it('splits a line at its colours', () => {
  expect(parseAnsi('a\u001b[1;32mok\u001b[0m b')).toEqual([
    { text: 'a', color: null, bold: false },
    { text: 'ok', color: 'green', bold: true },
    { text: ' b', color: null, bold: false },
  ]);
});

it('leaves other escape sequences out', () => {
  expect(stripAnsi('\u001b[2Kdone\u001b]0;title\u0007!')).toBe('done!');
});

it('shows the last state of a progress bar', () => {
  expect(lastOverwrite(' 10%\r 50%\r100%')).toBe('100%');
  expect(lastOverwrite('windows line\r')).toBe('windows line');
});
