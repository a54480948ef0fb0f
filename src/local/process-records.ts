import { linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identify, isRunning, type ProcessIdentity, untilGone } from './process-identity.ts';

/** How each kind of process is asked to stop; PostgreSQL ends sessions on SIGINT and waits for them on SIGTERM. */
const stopSignals: Record<string, NodeJS.Signals> = { postgres: 'SIGINT' };
const stopOrder = ['guardian', 'api', 'worker', 'redis', 'postgres'];
const orphanStopMs = 8_000;

export interface RecordedProcess {
  readonly name: string;
  /** Null: the record cannot be read. */
  readonly identity: ProcessIdentity | null;
}

/** Which processes belong to a data folder: one small file each, written when it starts. */
export class ProcessRecords {
  readonly #folder: string;
  /** Set when stopping has begun: nothing more is started. */
  closed = false;

  constructor(dataDir: string) {
    this.#folder = join(dataDir, 'run');
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
  }

  #file(name: string): string {
    return join(this.#folder, `${name}.json`);
  }

  read(name: string): ProcessIdentity | null {
    try {
      const { pid, began } = JSON.parse(readFileSync(this.#file(name), 'utf8'));
      return typeof pid === 'number' && typeof began === 'string' ? { pid, began } : null;
    } catch {
      return null;
    }
  }

  write(name: string, pid: number): void {
    const identity = identify(pid);
    if (identity === null) return;
    writeFileSync(`${this.#file(name)}.new`, JSON.stringify(identity), { mode: 0o600 });
    renameSync(`${this.#file(name)}.new`, this.#file(name));
  }

  forget(name: string): void {
    rmSync(this.#file(name), { force: true });
  }

  /**
   * Makes this process the folder's supervisor.
   * @returns the living one when there is one already, else null.
   */
  claim(): ProcessIdentity | null {
    const own = join(this.#folder, `supervisor.${process.pid}`);
    writeFileSync(own, JSON.stringify(identify(process.pid)), { mode: 0o600 });
    try {
      for (;;) {
        try {
          linkSync(own, this.#file('supervisor'));
          return null;
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        }
        const holder = this.read('supervisor');
        if (holder !== null && isRunning(holder)) return holder;
        this.#setAside(holder);
      }
    } finally {
      rmSync(own, { force: true });
    }
  }

  /** Moves a dead supervisor's record away, and puts back one that slipped in meanwhile. */
  #setAside(dead: ProcessIdentity | null): void {
    const aside = join(this.#folder, `supervisor.dead.${process.pid}`);
    try {
      renameSync(this.#file('supervisor'), aside);
      const moved = JSON.parse(readFileSync(aside, 'utf8') || 'null') as ProcessIdentity | null;
      if (moved?.began !== dead?.began) linkSync(aside, this.#file('supervisor'));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT' && code !== 'EEXIST' && !(error instanceof SyntaxError)) throw error;
    }
    rmSync(aside, { force: true });
  }

  /** Stops what a killed supervisor left behind, provided that it is provably the process that was recorded. */
  async stopOrphans(): Promise<string[]> {
    return await this.stopThese(this.recorded());
  }

  /** Who is on record but for the supervisor, in the order in which they stop. */
  recorded(): RecordedProcess[] {
    return readdirSync(this.#folder)
      .filter((file) => file.endsWith('.json'))
      .map((file) => file.slice(0, -'.json'.length))
      .filter((name) => name !== 'supervisor')
      .sort((a, b) => stopOrder.indexOf(a) - stopOrder.indexOf(b))
      .map((name) => ({ name, identity: this.read(name) }));
  }

  /** Stops these and no others, whoever is on record by now. @returns the names of those that ran */
  async stopThese(recorded: readonly RecordedProcess[]): Promise<string[]> {
    const stopped: string[] = [];
    for (const { name, identity } of recorded) {
      if (identity !== null && isRunning(identity)) {
        await stopProcess(identity, stopSignals[name] ?? 'SIGTERM', orphanStopMs);
        stopped.push(name);
      }
      if (this.read(name)?.began === identity?.began) this.forget(name);
    }
    return stopped;
  }
}

/** Asks, waits, then kills. */
export async function stopProcess(
  known: ProcessIdentity,
  signal: NodeJS.Signals,
  withinMs: number,
): Promise<void> {
  if (!isRunning(known)) return;
  signalProcess(known.pid, signal);
  if (await untilGone(known, withinMs)) return;
  signalProcess(known.pid, 'SIGKILL');
  await untilGone(known, 2_000);
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
