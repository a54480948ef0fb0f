import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Without a byte for so long, there is no network worth waiting for. */
const stallMs = 8_000;
const longestMs = 180_000;

export interface Outcome {
  ok: boolean;
  stalled: boolean;
  output: string;
}

/** A program without terminal; a download is ended when `watched` no longer grows. */
export function runBounded(
  file: string,
  args: string[],
  cwd: string,
  watched?: string,
  env: NodeJS.ProcessEnv = {},
): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd,
      env: { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group, so that apt's download methods end with it.
      detached: true,
    });
    let output = '';
    let stalled = false;
    const endGroup = () => {
      try {
        process.kill(-(child.pid as number), 'SIGKILL');
      } catch {
        // it ended by itself
      }
    };
    const began = Date.now();
    let size = -1;
    let grewAt = began;
    const watch = setInterval(() => {
      const now = watched === undefined ? Date.now() : sizeBelow(watched);
      if (now !== size) {
        size = now;
        grewAt = Date.now();
      }
      if (Date.now() - grewAt < stallMs && Date.now() - began < longestMs) return;
      stalled = true;
      endGroup();
    }, 500);
    const settle = (ok: boolean) => {
      clearInterval(watch);
      process.removeListener('exit', endGroup);
      resolve({ ok: ok && !stalled, stalled, output });
    };
    process.once('exit', endGroup);
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        output = (output + chunk).slice(-100_000);
      });
    }
    child.once('error', () => settle(false));
    child.once('close', (code) => settle(code === 0));
  });
}

function sizeBelow(folder: string): number {
  let size = 0;
  try {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) size += statSync(join(entry.parentPath, entry.name)).size;
    }
  } catch {
    // files come and go while apt works
  }
  return size;
}

/** apt-get with all that it writes below one folder: it needs no root, and leaves the system as it is. */
export class PrivateApt {
  readonly #systemLists: string;
  readonly #ownLists: string;
  #configuration: string;

  constructor(readonly folder: string) {
    for (const path of ['lists/partial', 'cache/archives/partial', 'downloads']) {
      mkdirSync(join(folder, path), { recursive: true });
    }
    this.#systemLists = this.#configure('system.conf', []);
    this.#ownLists = this.#configure('own.conf', [`Dir::State::lists "${join(folder, 'lists')}";`]);
    this.#configuration = this.#systemLists;
  }

  #configure(name: string, more: string[]): string {
    const path = join(this.folder, name);
    const lines = [
      // Hooks of the system tidy the system's own caches.
      ...['Pre-Invoke', 'Post-Invoke', 'Post-Invoke-Success'].map((hook) => `#clear APT::Update::${hook};`),
      `Dir::Cache "${join(this.folder, 'cache')}";`,
      // As root apt would download as "_apt", who may not enter this folder.
      'APT::Sandbox::User "root";',
      'Acquire::Languages "none";',
      'Acquire::Retries "0";',
      'Acquire::http::Timeout "6";',
      'Acquire::https::Timeout "6";',
      ...more,
    ];
    writeFileSync(path, `${lines.join('\n')}\n`);
    return path;
  }

  #run(file: string, args: string[]): Promise<Outcome> {
    const downloads = join(this.folder, 'downloads');
    return runBounded(file, ['-c', this.#configuration, '-q', ...args], downloads, this.folder);
  }

  /** Fetches package lists of its own, in place of the system's. */
  update(): Promise<Outcome> {
    this.#configuration = this.#ownLists;
    return this.#run('apt-get', ['update']);
  }

  download(packages: readonly string[]): Promise<Outcome> {
    return this.#run('apt-get', ['download', ...packages]);
  }

  async knows(name: string): Promise<boolean> {
    const { ok, output } = await this.#run('apt-cache', ['show', '--no-all-versions', name]);
    return ok && output.includes('Package:');
  }

  downloaded(): string[] {
    const downloads = join(this.folder, 'downloads');
    return readdirSync(downloads)
      .filter((file) => file.endsWith('.deb'))
      .map((file) => join(downloads, file));
  }
}
