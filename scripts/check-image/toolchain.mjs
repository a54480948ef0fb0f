// What the base image brings: node and npm, here as copies that any user can reach.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { CheckFailure } from './report.mjs';

/** @returns the folder with `node` and `npm` */
export function makeToolchain(root, folder) {
  const node = join(root, 'node_modules', 'node', 'bin', 'node');
  if (!existsSync(node)) throw new CheckFailure('the pinned Node is not installed; run npm run build first');
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  copyFileSync(realpathSync(node), join(bin, 'node'));
  chmodSync(join(bin, 'node'), 0o755);
  cpSync(npmFolder(), join(folder, 'npm'), { recursive: true, dereference: true });
  for (const name of ['npm', 'npx']) {
    const script = join(folder, 'npm', 'bin', `${name}-cli.js`);
    writeFileSync(join(bin, name), `#!/bin/sh\nexec "${join(bin, 'node')}" "${script}" "$@"\n`, {
      mode: 0o755,
    });
  }
  return bin;
}

function npmFolder() {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const npm = join(folder, 'npm');
    if (folder === '' || !existsSync(npm)) continue;
    // PATH holds a link to npm/bin/npm-cli.js.
    const found = join(realpathSync(npm), '..', '..');
    if (existsSync(join(found, 'bin', 'npm-cli.js'))) return found;
  }
  throw new CheckFailure('no npm on PATH');
}

export function versionOf(bin, name) {
  return spawnSync(join(bin, name), ['--version'], { encoding: 'utf8' }).stdout.trim();
}

export function pinnedNodeVersion(root) {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  return lock.packages['node_modules/node'].version;
}
