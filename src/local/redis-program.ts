import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A server that can be started. */
export interface RedisProgram {
  readonly file: string;
  /** Folders with libraries that came with it rather than with the system. */
  readonly libraries: readonly string[];
  /** For people: "Redis 7.0.15". */
  readonly label: string;
}

/** What BullMQ asks of a Redis; Valkey began above it. */
const oldest = { major: 6, minor: 2 };
const names = ['valkey-server', 'redis-server'];

export function libraryEnvironment(libraries: readonly string[]): NodeJS.ProcessEnv {
  const base = { PATH: process.env.PATH, LC_ALL: 'C' };
  return libraries.length === 0 ? base : { ...base, LD_LIBRARY_PATH: libraries.join(':') };
}

/** @returns null for what does not run, or is too old. */
export function redisProgram(file: string, libraries: readonly string[] = []): RedisProgram | null {
  const { stdout } = spawnSync(file, ['--version'], {
    env: libraryEnvironment(libraries),
    encoding: 'utf8',
    timeout: 5_000,
  });
  const found = /(\w+) server v=((\d+)\.(\d+)[^ ]*)/i.exec(stdout ?? '');
  if (found === null) return null;
  const [major, minor] = [Number(found[3]), Number(found[4])];
  if (major < oldest.major || (major === oldest.major && minor < oldest.minor)) return null;
  return { file, libraries, label: `${found[1] === 'Valkey' ? 'Valkey' : 'Redis'} ${found[2]}` };
}

export function redisOnPath(path = process.env.PATH ?? ''): RedisProgram | null {
  // Servers live in sbin on some systems, which an ordinary user's PATH leaves out.
  const folders = [...path.split(delimiter), '/usr/local/sbin', '/usr/sbin'].filter(Boolean);
  for (const name of names) {
    for (const folder of folders) {
      const file = join(folder, name);
      const program = existsSync(file) ? redisProgram(file) : null;
      if (program !== null) return program;
    }
  }
  return null;
}

/** Library folders below the root of unpacked packages. */
export function libraryFolders(root: string): string[] {
  const parents = ['lib', 'usr/lib'].map((path) => join(root, path)).filter((path) => existsSync(path));
  const below = parents.flatMap((parent) => readdirSync(parent).map((entry) => join(parent, entry)));
  return [...parents, ...below].filter(
    (path) => statSync(path).isDirectory() && readdirSync(path).some((file) => /\.so(\.|$)/.test(file)),
  );
}

/** The server in unpacked packages. */
export function redisBelow(root: string): RedisProgram | null {
  for (const name of names) {
    const file = join(root, 'usr/bin', name);
    const program = existsSync(file) ? redisProgram(file, libraryFolders(root)) : null;
    if (program !== null) return program;
  }
  return null;
}
