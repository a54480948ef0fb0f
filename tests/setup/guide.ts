import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runNode } from './run-node.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What a page's code came to. */
export interface Outcome {
  code: number | null;
  out: string;
  err: string;
  /** What it should have printed: the page's `text` blocks. */
  said: string;
  /** A file that it wrote. */
  file(name: string): Promise<string>;
}

/**
 * Does what a page of docs/ says, in a folder that looks like the checkout: its `ts` blocks become the files that their
 * first lines name, its `sh` blocks one script.
 *
 * @param settings environment, also in place of what the page exports
 * @param look at what was left, before it is removed
 */
export async function runGuide(
  page: string,
  settings: Record<string, string>,
  look: (outcome: Outcome) => Promise<void> | void,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-guide-'));
  try {
    await writeFiles(page, folder);
    const script = withSettings(await codeOf(page, 'sh'), settings);
    const ended = await runShell(script, folder, settings);
    const said = await codeOf(page, 'text');
    await look({ ...ended, said, file: (name) => readFile(join(folder, name), 'utf8') });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What the compiler says against the files of these pages. */
export async function compileGuides(pages: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-guides-'));
  try {
    for (const [n, page] of pages.entries()) await writeFiles(page, join(folder, String(n)));
    const options = { rootDir: '/', typeRoots: [join(root, 'node_modules/@types')] };
    const project = { extends: join(root, 'tsconfig.json'), include: ['*/*.ts'], compilerOptions: options };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(project));
    return (await runNode([join(root, 'node_modules/typescript/bin/tsc'), '-p', folder], {})).out;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The checkout, as far as programs see it, and the page's files. */
async function writeFiles(page: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(root))
    if (!name.startsWith('.')) await symlink(join(root, name), join(folder, name));
  for (const code of await blocksOf(page, 'ts')) {
    const [, name = ''] = /^\/\/ ([\w-]+\.ts)\n/.exec(code) ?? [];
    if (name === '') throw new Error(`${page} has code without a file's name`);
    await appendFile(join(folder, name), code);
  }
}

async function blocksOf(page: string, language: string): Promise<string[]> {
  const markdown = await readFile(join(root, 'docs', page), 'utf8');
  const found = markdown.matchAll(/^```(\w+)\n(.*?)^```$/gms);
  return [...found].flatMap(([, name, code = '']) => (name === language ? [code] : []));
}

const codeOf = async (page: string, language: string) => (await blocksOf(page, language)).join('');

/** Values of the page's own are those of some other shop. */
function withSettings(code: string, settings: Record<string, string>): string {
  return code.replace(/^export .*$/gm, (line) =>
    line.replace(/(\w+)=\S+/g, (given, name: string) =>
      name in settings ? `${name}='${settings[name]}'` : given,
    ),
  );
}

async function runShell(script: string, cwd: string, settings: Record<string, string>) {
  const { PATH, HOME } = process.env;
  const shell = spawn('sh', ['-eu', '-c', script], {
    cwd,
    env: { PATH, HOME, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: what the page leaves running ends with it.
    detached: true,
  });
  let [out, err] = ['', ''];
  shell.stdout.on('data', (text) => (out += text));
  shell.stderr.on('data', (text) => (err += text));
  const closed = once(shell, 'close');
  const [code] = (await once(shell, 'exit')) as [number | null];
  try {
    process.kill(-shell.pid!, 'SIGKILL');
  } catch {
    // Nothing was left.
  }
  await closed;
  return { code, out, err };
}
