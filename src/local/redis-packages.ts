import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { PrivateApt, runBounded } from './apt.ts';
import { libraryEnvironment, libraryFolders, type RedisProgram, redisBelow } from './redis-program.ts';

/** The distribution's server packages, the better known first; the server itself lies in the tools package. */
const offers = [
  ['redis-server', 'redis-tools'],
  ['valkey-server', 'valkey-tools'],
];

/** Libraries whose package is not named after them. */
const oddPackages: Record<string, string[]> = {
  'liblua5.1-cjson.so.0': ['lua-cjson'],
  'liblua5.1-bitop.so.0': ['lua-bitop'],
};

export type FetchResult = { program: RedisProgram } | { program: null; reason: string };

/**
 * Fetches Redis or Valkey as packages of Debian or Ubuntu and unpacks them below `folder`: no root, no change to
 * the system, checked by apt's signatures. What was fetched once is used again.
 */
export async function fetchRedis(folder: string, onProgress?: (doing: string) => void): Promise<FetchResult> {
  const place = join(folder, 'server');
  const earlier = existsSync(place) ? redisBelow(place) : null;
  if (earlier !== null) return { program: earlier };
  if (!['apt-get', 'dpkg-deb'].every(isOnPath)) {
    return { program: null, reason: 'there is no redis-server or valkey-server on PATH' };
  }
  onProgress?.('fetching it as packages of the distribution');
  const work = join(folder, `fetch-${process.pid}`);
  try {
    mkdirSync(work, { recursive: true });
    const fault = await fetchInto(work);
    if (fault !== null) return { program: null, reason: fault };
    rmSync(place, { recursive: true, force: true });
    renameSync(join(work, 'server'), place);
  } catch (error) {
    // Another start may have put its own there first.
    if (!existsSync(place)) return { program: null, reason: (error as Error).message };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  const program = redisBelow(place);
  return program === null ? { program, reason: 'the fetched server does not run here' } : { program };
}

function isOnPath(name: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, name)));
}

/** @returns what went wrong, or null with a whole server in `work`/server. */
async function fetchInto(work: string): Promise<string | null> {
  const apt = new PrivateApt(join(work, 'apt'));
  const root = join(work, 'server');
  mkdirSync(root);
  let fetched = false;
  let reason = 'the distribution offers no Redis that could be fetched';
  // The system's lists may be missing or out of date; then lists of our own.
  for (const lists of ['system', 'own'] as const) {
    if (lists === 'own') {
      const { stalled, output } = await apt.update();
      if (stalled) return 'the package server does not answer';
      if (/^(W|E): Failed to fetch/m.test(output)) reason = 'the package server cannot be reached';
    }
    for (const packages of offers) {
      if (fetched || !(await apt.knows(packages[0] as string))) continue;
      const { ok, stalled } = await apt.download(packages);
      if (stalled) return 'the package server does not answer';
      fetched = ok && (await unpack(apt, root));
    }
    if (fetched) break;
  }
  if (!fetched) return reason;
  return addLibraries(apt, root);
}

async function unpack(apt: PrivateApt, root: string): Promise<boolean> {
  for (const file of apt.downloaded()) {
    if (!(await runBounded('dpkg-deb', ['-x', file, root], root)).ok) return false;
    rmSync(file);
  }
  return true;
}

/** Follows what the dynamic linker still misses, a package at a time. */
async function addLibraries(apt: PrivateApt, root: string): Promise<string | null> {
  const name = ['valkey-server', 'redis-server'].find((n) => existsSync(join(root, 'usr/bin', n)));
  if (name === undefined) return 'the fetched packages hold no server';
  for (let round = 0; round < 12; round++) {
    const environment = libraryEnvironment(libraryFolders(root));
    const linked = await runBounded('ldd', [join(root, 'usr/bin', name)], root, undefined, environment);
    const missing = /^\s*(\S+) => not found/m.exec(linked.output)?.[1];
    if (missing === undefined) return null;
    if (!(await addLibrary(apt, root, missing))) return `its library ${missing} could not be fetched`;
  }
  return 'its libraries could not be fetched';
}

async function addLibrary(apt: PrivateApt, root: string, library: string): Promise<boolean> {
  // Debian names library packages after the soname: libjemalloc.so.2 is in libjemalloc2, liblua5.1.so.0 in liblua5.1-0.
  const [stem = '', version = ''] = library.split('.so.');
  const joined = /\d$/.test(stem) ? `${stem}-${version}` : `${stem}${version}`;
  for (const name of oddPackages[library] ?? [joined.toLowerCase(), `${joined.toLowerCase()}t64`]) {
    if (!(await apt.knows(name))) continue;
    if ((await apt.download([name])).ok && (await unpack(apt, root))) return true;
  }
  return false;
}
