import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin } from 'vite';

const COMPRESSIBLE = /\.(js|css|svg|json|map)$/;
const SMALLEST_WORTH_IT = 1024;

const brotli = promisify(brotliCompress);
const gz = promisify(gzip);

async function compressFile(path: string): Promise<void> {
  const body = await readFile(path);
  if (body.length < SMALLEST_WORTH_IT) return;
  const options = { params: { [constants.BROTLI_PARAM_SIZE_HINT]: body.length } };
  await writeFile(`${path}.br`, await brotli(body, options));
  await writeFile(`${path}.gz`, await gz(body, { level: 9 }));
}

/** Writes a .br and a .gz beside every text asset. index.html is left alone: the server puts a nonce into it. */
export function compress(folder: string): Plugin {
  return {
    name: 'naiad-compress',
    apply: 'build',
    async closeBundle() {
      const assets = join(folder, 'assets');
      const names = (await readdir(assets)).filter((name) => COMPRESSIBLE.test(name));
      for (const name of names) await compressFile(join(assets, name));
    },
  };
}
