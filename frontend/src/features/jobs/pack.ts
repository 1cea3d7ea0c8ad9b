import { type Zippable, zipSync } from 'fflate';

export interface PackedFile {
  path: string;
  bytes: Uint8Array;
}

/** What never belongs to the code: histories, caches, environments. */
const LEFT_OUT = new Set([
  '.git',
  '.hg',
  '.venv',
  'venv',
  '__pycache__',
  'node_modules',
  '.mypy_cache',
  '.ruff_cache',
  '.pytest_cache',
  '.ipynb_checkpoints',
  '.DS_Store',
]);

/** A chosen folder's path inside the zip: without the folder's own name; null if it is left out. */
export function packedPath(relativePath: string): string | null {
  const [, ...parts] = relativePath.split('/');
  if (parts.length === 0 || parts.some((part) => LEFT_OUT.has(part))) return null;
  return parts.join('/');
}

/** One zip of the files. Synchronous on purpose: the strict policy forbids workers made of blobs. */
export function pack(files: readonly PackedFile[]): Uint8Array<ArrayBuffer> {
  const tree: Zippable = Object.fromEntries(files.map(({ path, bytes }) => [path, bytes]));
  return zipSync(tree, { level: 6 }) as Uint8Array<ArrayBuffer>;
}

export async function readFolder(files: readonly File[]): Promise<PackedFile[]> {
  const wanted = files.flatMap((file) => {
    const path = packedPath(file.webkitRelativePath);
    return path === null ? [] : [{ file, path }];
  });
  return Promise.all(
    wanted.map(async ({ file, path }) => ({
      path,
      bytes: new Uint8Array(await file.arrayBuffer()),
    })),
  );
}
