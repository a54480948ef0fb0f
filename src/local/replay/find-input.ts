import { accessSync, constants, createReadStream, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { ReplayFailure } from './failure.ts';

const unpackers = { '.xz': 'xz -dc', '.gz': 'gzip -dc', '.zst': 'zstd -dc', '.bz2': 'bzip2 -dc' };

/**
 * Checks that a file is there, and gives back how to open it.
 *
 * @param folder where a relative path starts. @throws {ReplayFailure} when there is no such file
 */
export function findInput(file: string, folder: string): () => Readable {
  if (file === '-') {
    if (process.stdin.isTTY)
      throw new ReplayFailure('Nothing is piped in: xz -dc FILE.csv.xz | npm run replay -- -');
    return () => process.stdin;
  }
  const packed = Object.entries(unpackers).find(([ending]) => file.endsWith(ending));
  if (packed) {
    throw new ReplayFailure(
      `${file} is compressed. Unpack it on the way: ${packed[1]} ${quote(file)} | npm run replay -- -`,
    );
  }
  const path = resolve(folder, file);
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) throw new ReplayFailure(`There is no file ${path}`);
  if (stat.isDirectory()) throw new ReplayFailure(`${path} is a folder`);
  try {
    accessSync(path, constants.R_OK);
  } catch {
    throw new ReplayFailure(`This user may not read ${path}`);
  }
  return () => createReadStream(path, { highWaterMark: 1 << 18 });
}

function quote(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
