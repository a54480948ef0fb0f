import { spawn, spawnSync } from 'node:child_process';
import { chownSync, mkdirSync, readFileSync, readlinkSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PostgresHome } from './postgres-home.ts';
import { identify } from './process-identity.ts';
import { stopProcess } from './process-records.ts';
import { diskFull, explainFileFault, StartFailure } from './start-failure.ts';

/** The role that owns the embedded database. */
export const user = 'holdfast';

/** Version of the packaged server, such as 18.4. */
export function binaryVersion(home: PostgresHome): string {
  const { stdout, stderr } = spawnSync(join(home.binaries, 'postgres'), ['--version'], { encoding: 'utf8' });
  const version = /(\d+\.\d+)/.exec(stdout ?? '')?.[1];
  if (version !== undefined) return version;
  throw new StartFailure(
    `The embedded PostgreSQL does not run here (${stderr?.trim().split('\n')[0] ?? 'no reason given'}): set DATABASE_URL to a PostgreSQL 15 or newer`,
  );
}

/** @throws {StartFailure} when this server cannot open that data. */
export function checkData(data: string, version: string, password: string | undefined): void {
  let major: string;
  try {
    major = readFileSync(join(data, 'PG_VERSION'), 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EACCES') throw error;
    throw new StartFailure(
      `The database in ${data} belongs to another user (it was made by a start as root, perhaps): start as that user, or set DATA_DIR to another folder`,
    );
  }
  if (major !== version.split('.')[0]) {
    throw new StartFailure(
      `The database in ${data} was made by PostgreSQL ${major}, this Holdfast brings ${version}: start it with the Holdfast that made it, or move the folder away to begin anew`,
    );
  }
  if (password === undefined) {
    throw new StartFailure(
      `The password of the database in ${data} is lost (postgres.json in the data folder): bring the file back, or move ${data} away to begin anew`,
    );
  }
}

/** A postmaster without a record (its supervisor died in between) is ours if it works in our data folder. */
export async function stopStray(data: string): Promise<void> {
  let pid: number;
  try {
    pid = Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]);
    if (readlinkSync(`/proc/${pid}/cwd`) !== data) return;
  } catch {
    return;
  }
  const stray = identify(pid);
  if (stray !== null) await stopProcess(stray, 'SIGINT', 8_000);
}

export const serverEnvironment = { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };

/** Makes the cluster beside its place and moves it in when it is whole. */
export async function createData(
  home: PostgresHome,
  data: string,
  password: string,
  version: string,
): Promise<void> {
  const half = `${data}.half`;
  const passwordFile = join(home.folder, 'password');
  const owner = home.account && { uid: home.account.uid, gid: home.account.gid };
  try {
    rmSync(half, { recursive: true, force: true });
    mkdirSync(half, { mode: 0o700 });
    writeFileSync(passwordFile, password, { mode: 0o600 });
    if (owner) for (const path of [half, passwordFile]) chownSync(path, owner.uid, owner.gid);
    const args = ['-D', half, '-U', user, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
    // Collation that is the same on every system, with Unicode case mapping; before 17, the system's own of that name.
    const builtin = ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
    args.push('--encoding=UTF8', ...(Number.parseInt(version, 10) >= 17 ? builtin : ['--locale=C.UTF-8']));
    const { code, output } = await run(join(home.binaries, 'initdb'), [...args, '--no-instructions'], owner);
    if (code !== 0) throw failure(output, home.folder, 'could not create its data folder');
    renameSync(half, data);
  } catch (error) {
    rmSync(half, { recursive: true, force: true });
    throw explainFileFault(error, home.folder);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

function run(file: string, args: string[], owner: { uid: number; gid: number } | undefined) {
  return new Promise<{ code: number | null; output: string }>((resolve, reject) => {
    const child = spawn(file, args, {
      cwd: '/',
      env: serverEnvironment,
      ...owner,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    // A supervisor that is told to stop meanwhile does not leave it behind.
    const end = () => child.kill('SIGKILL');
    process.once('exit', end);
    child.once('close', () => process.removeListener('exit', end));
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        output += chunk;
      });
    }
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}

/** PostgreSQL's own words, reduced to the line that matters. */
export function failure(output: string, folder: string, what: string): StartFailure {
  if (/No space left on device|Disk quota exceeded/i.test(output)) return diskFull(folder);
  const lines = output.trim().split('\n');
  const telling = lines.findLast((line) => /FATAL|PANIC|error:|ERROR/.test(line)) ?? lines.at(-1) ?? '';
  const reason = telling.replace(/^.*?(FATAL|PANIC|ERROR|error):\s*/, '') || 'no reason given';
  return new StartFailure(
    `The embedded PostgreSQL ${what}: ${reason} (more in ${join(folder, 'logs', 'postgres.log')})`,
  );
}
