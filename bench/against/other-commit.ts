import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface OtherCommit {
  commit: string;
  /** Where that commit is, built. */
  folder: string;
  /** Where this one is. */
  here: string;
  remove(): void;
}

/** Checks another commit of this repository out into a folder of its own, installs its packages and builds it. */
export async function checkOut(ref: string): Promise<OtherCommit> {
  // From dist/bench/against, where this file runs.
  const here = fileURLToPath(new URL('../../../', import.meta.url)).replace(/[\\/]$/, '');
  const git = (...args: string[]) => execFileSync('git', args, { cwd: here, encoding: 'utf8' }).trim();
  const commit = commitOf(here, ref);
  const parent = mkdtempSync(join(tmpdir(), 'holdfast-against-'));
  const folder = join(parent, 'commit');
  const remove = () => {
    rmSync(parent, { recursive: true, force: true });
    git('worktree', 'prune');
  };
  try {
    git('worktree', 'add', '--detach', folder, commit);
    // Its own front of npm scripts: it knows what it needs.
    execFileSync(process.execPath, ['scripts/bootstrap.mjs', 'build'], {
      cwd: folder,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
  } catch (error) {
    remove();
    throw error;
  }
  return { commit, folder, here, remove };
}

function commitOf(folder: string, ref: string): string {
  const args = ['rev-parse', '--verify', '--quiet', '--short', `${ref}^{commit}`];
  const { status, stdout } = spawnSync('git', args, { cwd: folder, encoding: 'utf8' });
  if (status === 0) return stdout.trim();
  console.error(`holdfast: there is no commit ${ref} here`);
  return process.exit(2);
}
