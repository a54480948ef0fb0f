import { accessSync, chmodSync, constants, existsSync, mkdirSync, statfsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { newSecret, recall, remember } from './remembered.ts';
import { explainFileFault, StartFailure } from './start-failure.ts';

/** A new database takes about 45 MB, its first log segments as much again, and the logs and mails come on top. */
const leastFreeBytes = 150_000_000;

/** Makes the folder ready for use. @throws {StartFailure} when it cannot be. */
export function prepareDataDir(dataDir: string): void {
  try {
    if (!existsSync(dataDir)) {
      makeFolder(dataDir);
      // Started by root, PostgreSQL's own user passes through; what is secret inside has its own rights.
      chmodSync(dataDir, process.getuid?.() === 0 ? 0o711 : 0o700);
    }
    if (!statSync(dataDir).isDirectory())
      throw Object.assign(new Error(), { code: 'ENOTDIR', path: dataDir });
    accessSync(dataDir, constants.W_OK | constants.X_OK);
    mkdirSync(join(dataDir, 'logs'), { recursive: true, mode: 0o700 });
  } catch (error) {
    throw explainFileFault(error, dataDir);
  }
  const { bavail, bsize } = statfsSync(dataDir);
  if (bavail * bsize >= leastFreeBytes) return;
  throw new StartFailure(
    `The disk that holds ${dataDir} has only ${Math.floor((bavail * bsize) / 1e6)} MB left, Holdfast needs 150: free some space, or set DATA_DIR to a folder on another disk`,
  );
}

/** With its parents. Node's own recursive mkdir never returns where folders cannot be made at all, as in /proc. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  if (!existsSync(dirname(path))) makeFolder(dirname(path));
  mkdirSync(path);
}

/** Made once, so that tokens outlive a restart. */
export function jwtSecretOf(dataDir: string): string {
  const file = join(dataDir, 'secrets.json');
  const { jwtSecret } = recall<{ jwtSecret: string }>(file);
  if (jwtSecret !== undefined) return jwtSecret;
  const made = newSecret();
  remember(file, { jwtSecret: made });
  return made;
}
