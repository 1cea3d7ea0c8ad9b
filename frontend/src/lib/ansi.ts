export interface Span {
  text: string;
  color: string | null;
  bold: boolean;
}

const NAMES = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what this file reads.
const ESCAPE = /\u001b(?:\[([0-9;?]*)([A-Za-z])|\][^\u0007]*(?:\u0007|$)|[()][A-Z0-9])/g;

interface Pen {
  color: string | null;
  bold: boolean;
}

function applyCodes(pen: Pen, codes: string): Pen {
  let next = pen;
  for (const code of codes === '' ? [0] : codes.split(';').map(Number)) {
    if (code === 0) next = { color: null, bold: false };
    else if (code === 1) next = { ...next, bold: true };
    else if (code === 22) next = { ...next, bold: false };
    else if (code === 39) next = { ...next, color: null };
    else if (code >= 30 && code <= 37) next = { ...next, color: NAMES[code - 30] ?? null };
    else if (code >= 90 && code <= 97) next = { ...next, color: NAMES[code - 90] ?? null };
  }
  return next;
}

/** What a terminal would show after carriage returns: a progress bar leaves its last state. */
export function lastOverwrite(line: string): string {
  const trimmed = line.endsWith('\r') ? line.slice(0, -1) : line;
  return trimmed.slice(trimmed.lastIndexOf('\r') + 1);
}

/** The line's text in coloured pieces; every other escape sequence is left out. */
export function parseAnsi(line: string): Span[] {
  const spans: Span[] = [];
  let pen: Pen = { color: null, bold: false };
  let position = 0;
  const push = (text: string) => {
    if (text !== '') spans.push({ text, ...pen });
  };
  for (const match of line.matchAll(ESCAPE)) {
    push(line.slice(position, match.index));
    if (match[2] === 'm') pen = applyCodes(pen, match[1] ?? '');
    position = match.index + match[0].length;
  }
  push(line.slice(position));
  return spans;
}

export const stripAnsi = (line: string): string => line.replace(ESCAPE, '');
