import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { BootstrapFailure, runQuietly } from './command.mjs';
import { pinnedNode } from './install.mjs';

const inputs = [
  'src',
  'clients/typescript/src',
  'bench',
  'mikro-orm.config.ts',
  'tsconfig.json',
  'tsconfig.build.json',
  'package-lock.json',
];

const markFile = (folder) => join(folder, '.fingerprint');

function* filesUnder(path) {
  let entries;
  try {
    entries = readdirSync(path, { withFileTypes: true });
  } catch (error) {
    if (error.code === 'ENOTDIR') yield path;
    else if (error.code !== 'ENOENT') throw error;
    return;
  }
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.isDirectory()) yield* filesUnder(join(path, entry.name));
    else if (entry.isFile()) yield join(path, entry.name);
  }
}

function fingerprint(root) {
  const hash = createHash('sha256');
  for (const input of inputs) {
    for (const file of filesUnder(join(root, input))) {
      const content = readFileSync(file);
      hash.update(`${relative(root, file)} ${content.length}\n`).update(content);
    }
  }
  return hash.digest('hex');
}

export function isBuilt(root) {
  const mark = markFile(join(root, 'dist'));
  return existsSync(mark) && readFileSync(mark, 'utf8') === fingerprint(root);
}

/**
 * Compiles into a folder beside dist and swaps it in, so that a process which starts meanwhile finds the old
 * build or the new one, and nothing stays of a source file that is gone. Call it under the lock.
 */
export async function build(root) {
  const dist = join(root, 'dist');
  const next = join(root, 'dist.next');
  const mark = fingerprint(root);
  rmSync(next, { recursive: true, force: true });
  const args = ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', '--outDir', next];
  const { code, output } = await runQuietly('Building (tsc)', pinnedNode(root), args, { cwd: root });
  if (code !== 0) {
    rmSync(next, { recursive: true, force: true });
    if (/ENOSPC|no space left/i.test(output)) {
      throw new BootstrapFailure(
        'Building failed: the disk is full. Free some space and run the command again.',
      );
    }
    throw new BootstrapFailure(`Building failed (tsc):\n${output.trim()}`);
  }
  writeFileSync(markFile(next), mark);
  const old = join(root, 'dist.old');
  rmSync(old, { recursive: true, force: true });
  if (existsSync(dist)) renameSync(dist, old);
  renameSync(next, dist);
  rmSync(old, { recursive: true, force: true });
}
