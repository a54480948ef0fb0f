import { spawnSync } from 'node:child_process';
import { StartFailure } from './start-failure.ts';

/** A user of the system, for processes that root starts. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

export function userAccount(nameOrUid: string): Account | undefined {
  const ask = (flags: string) =>
    spawnSync('id', [flags, nameOrUid], { encoding: 'utf8' }).stdout?.trim() ?? '';
  const [uid, gid, name] = [ask('-u'), ask('-g'), ask('-un')];
  if (!/^\d+$/.test(uid) || !/^\d+$/.test(gid) || uid === '0') return undefined;
  return { name: name || nameOrUid, uid: Number(uid), gid: Number(gid) };
}

function succeedsAs(account: Account, file: string, args: string[]): boolean {
  const { error, status } = spawnSync(file, args, {
    uid: account.uid,
    gid: account.gid,
    cwd: '/',
    stdio: 'ignore',
  });
  if ((error as NodeJS.ErrnoException | undefined)?.code === 'EPERM') {
    throw new StartFailure(
      `PostgreSQL does not run as root, and this root may not switch to the user "${account.name}": start Holdfast as an ordinary user or set DATABASE_URL`,
    );
  }
  return error === undefined && status === 0;
}

/** Found out by doing it: permissions, mount options and access lists all count. */
export function canRun(account: Account, file: string): boolean {
  return succeedsAs(account, file, ['--version']);
}

export function canWrite(account: Account, folder: string): boolean {
  const script = 'cd "$1" && : > .probe && rm .probe';
  return succeedsAs(account, '/bin/sh', ['-c', script, 'sh', folder]);
}
