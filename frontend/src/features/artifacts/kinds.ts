export type PreviewKind = 'image' | 'markdown' | 'json' | 'table' | 'text' | 'none';

const IMAGE_TYPES: Record<string, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  svg: 'image/svg+xml',
  avif: 'image/avif',
  bmp: 'image/bmp',
};

const TEXT_NAMES = new Set(
  `txt log py js ts tsx sh yaml yml toml ini cfg conf xml html css sql r jl c cpp h java go rs env
  dockerfile makefile mlmodel requirements lock diff patch ipynb jsonl ndjson`.split(/\s+/),
);

const extensionOf = (name: string): string => name.slice(name.lastIndexOf('.') + 1).toLowerCase();

export const imageType = (name: string): string | undefined => IMAGE_TYPES[extensionOf(name)];

/** How a file of this name is shown. */
export function previewKind(name: string): PreviewKind {
  const extension = extensionOf(name);
  if (imageType(name)) return 'image';
  if (extension === 'md' || extension === 'markdown') return 'markdown';
  if (extension === 'json' || extension === 'geojson') return 'json';
  if (extension === 'csv' || extension === 'tsv') return 'table';
  return TEXT_NAMES.has(extension) ? 'text' : 'none';
}

/** RFC 4180 rows: quoted fields may hold separators, quotes and line ends. */
export function parseCsv(text: string, separator: string, mostRows: number): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let quoted = false;
  const endRow = () => {
    row.push(field);
    rows.push(row);
    row = [];
    field = '';
  };
  for (let at = 0; at < text.length && rows.length < mostRows; at += 1) {
    const letter = text[at] ?? '';
    if (quoted) {
      if (letter !== '"') field += letter;
      else if (text[at + 1] === '"') {
        field += '"';
        at += 1;
      } else quoted = false;
    } else if (letter === '"' && field === '') quoted = true;
    else if (letter === separator) {
      row.push(field);
      field = '';
    } else if (letter === '\n') endRow();
    else if (letter !== '\r') field += letter;
  }
  if (rows.length < mostRows && (field !== '' || row.length > 0)) endRow();
  return rows;
}
