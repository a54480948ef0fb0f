import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { BoundedLog } from './bounded-log.ts';
import { identify } from './process-identity.ts';
import { type ProcessRecords, stopProcess } from './process-records.ts';

export interface ServiceOptions {
  name: string;
  file: string;
  args: string[];
  logFile: string;
  records: ProcessRecords;
  stopSignal?: NodeJS.Signals;
  /** An IPC channel: the process tells when it serves, and ends when the channel closes. */
  ipc?: boolean;
  spawn?: Pick<SpawnOptions, 'cwd' | 'env' | 'uid' | 'gid'>;
  onOutput?: (chunk: string) => void;
}

/** A running process of ours. */
export interface Service {
  readonly name: string;
  readonly child: ChildProcess;
  readonly log: BoundedLog;
  /** Settles when it ended, whoever ended it. */
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  hasEnded(): boolean;
  /** Asks it to stop, kills it after the time. */
  stop(withinMs: number): Promise<void>;
}

/**
 * Starts a process in a group of its own, so that Ctrl-C in the terminal reaches the supervisor alone and the
 * supervisor decides on the order; its output goes to a log file, its pid on record.
 */
export function startService(options: ServiceOptions): Service {
  if (options.records.closed) throw new Error('Holdfast is stopping');
  const log = new BoundedLog(options.logFile);
  const child = spawn(options.file, options.args, {
    cwd: '/',
    ...options.spawn,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', ...(options.ipc ? ['ipc' as const] : [])],
  });
  const identity = child.pid === undefined ? null : identify(child.pid);
  if (child.pid !== undefined) options.records.write(options.name, child.pid);
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8');
    stream?.on('data', (chunk: string) => {
      log.write(chunk);
      options.onOutput?.(chunk);
    });
  }
  let over = false;
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    const settle = (code: number | null, signal: NodeJS.Signals | null) => {
      if (over) return;
      over = true;
      options.records.forget(options.name);
      log.close();
      resolve({ code, signal });
    };
    child.once('error', (error) => {
      log.write(`${error.message}\n`);
      if (child.pid === undefined) settle(null, null);
    });
    child.once('close', settle);
    // A descendant may keep the pipes open; what counts is the process.
    child.once('exit', (code, signal) => setTimeout(settle, 200, code, signal));
  });
  return {
    name: options.name,
    child,
    log,
    ended,
    hasEnded: () => over,
    stop: async (withinMs) => {
      if (identity !== null) await stopProcess(identity, options.stopSignal ?? 'SIGTERM', withinMs);
      await ended;
    },
  };
}
