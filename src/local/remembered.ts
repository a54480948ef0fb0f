import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';

/** Reads a small JSON file of the data folder; what is not there or damaged is undefined. */
export function recall<T>(path: string): Partial<T> {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return typeof value === 'object' && value !== null ? (value as Partial<T>) : {};
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || error instanceof SyntaxError) return {};
    throw error;
  }
}

/** Readable by its owner alone: these files hold passwords. */
export function remember(path: string, value: object): void {
  writeFileSync(`${path}.new`, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

/** 256 bits in letters, digits, - and _, which need no escaping in a URL or a configuration file. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}
