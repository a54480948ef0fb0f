import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** The commit of the last release where no tag names it. */
const fallbackFile = join(root, 'tests/database/last-release.txt');
/** What its processes are built from. */
const parts = [
  'src',
  'clients/typescript',
  'package.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'scripts/bootstrap/tasks.mjs',
];

const git = (...args: string[]) =>
  execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

interface Packages {
  dependencies: Record<string, string>;
}

/** Packages that the code of `commit` imports, and that are installed here in another version or not at all. */
function otherPackages(commit: string): string[] {
  const { dependencies } = JSON.parse(git('show', `${commit}:package.json`)) as Packages;
  return Object.entries(dependencies).flatMap(([name, version]) => {
    const text = attempt(() => readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8'));
    if (text !== undefined && JSON.parse(text).version === version) return [];
    const isImported =
      attempt(() => git('grep', '-qE', `from '${name}(/|')`, commit, '--', 'src')) !== undefined;
    return isImported ? [name] : [];
  });
}

function find(): { commit: string } | { missing: string } {
  // In an unpacked archive, git may find a repository that is another's.
  if (attempt(() => git('rev-parse', '--show-prefix')) !== '') return { missing: 'this is no git checkout' };
  const ref =
    attempt(() => git('describe', '--tags', '--abbrev=0')) ?? readFileSync(fallbackFile, 'utf8').trim();
  const commit = attempt(() => git('rev-parse', '--verify', '--quiet', `${ref}^{commit}`));
  if (commit === undefined) return { missing: `${ref} is not in this clone: git fetch --unshallow --tags` };
  const others = otherPackages(commit);
  if (others.length > 0) return { missing: `${ref} needs other packages than these: ${others.join(', ')}` };
  return { commit };
}

/** The commit of the last release (the newest tag, or what tests/database/last-release.txt names), or why it cannot be had. */
export const lastRelease = find();

/** Said in the last lines of a run: a skipped test proves nothing. */
export const withoutLastRelease =
  'missing' in lastRelease
    ? `The tests beside the last release were SKIPPED: ${lastRelease.missing}`
    : undefined;

/** The last release's processes. */
export interface BuiltRelease {
  /** Path of the entry of one of its npm scripts, such as `start:api`. */
  entryOf(script: string): string;
  remove(): void;
}

/** Compiles the last release into a folder of its own, on the packages of this one. @throws where there is none */
export async function buildLastRelease(): Promise<BuiltRelease> {
  if ('missing' in lastRelease) throw new Error(lastRelease.missing);
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-last-release-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const archive = execFileSync('git', ['archive', lastRelease.commit, ...parts], {
      cwd: root,
      maxBuffer: 100 * 1_024 * 1_024,
    });
    execFileSync('tar', ['-x'], { cwd: folder, input: archive });
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    // It was checked when it was released.
    const quick = ['--noCheck', '--sourceMap', 'false', '--inlineSources', 'false'];
    execFileSync(
      process.execPath,
      ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', ...quick],
      { cwd: folder },
    );
    const { tasks } = (await import(pathToFileURL(join(folder, 'scripts/bootstrap/tasks.mjs')).href)) as {
      tasks: Record<string, { args: string[] }>;
    };
    return {
      entryOf(script) {
        const file = tasks[script]?.args.at(-1);
        if (file === undefined) throw new Error(`the last release has no ${script}`);
        return join(folder, file);
      },
      remove,
    };
  } catch (error) {
    remove();
    throw error;
  }
}
