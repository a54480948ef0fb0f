import type { ChildProcess } from 'node:child_process';
import { type Caller, callerOf, sendTo } from './caller.ts';
import { startEntry } from './entry-process.ts';
import { forgeToken } from './tokens.ts';

/** A real API process, compiled as in production, spoken to over HTTP. */
export interface ApiProcess {
  url: string;
  child: ChildProcess;
  /** Everything it wrote so far, stdout and stderr. */
  output(): string;
  as(userId: string, role?: 'ADMIN' | 'CUSTOMER'): Caller;
  anyone: Caller;
  /** The signal that ended it, or null when it ended by itself. */
  exited: Promise<NodeJS.Signals | null>;
  /** Ends it and gives its exit code, or null when the signal ended it. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/**
 * For an API process whose cached answers never grow old (`bench/setup/lasting-answers.ts`): by waiting alone a change
 * would never show there.
 */
export const lastingAnswers = [
  '--import',
  new URL('../../bench/setup/lasting-answers.ts', import.meta.url).href,
];

/**
 * @param nodeArguments such as a module to load before the process's own
 * @param entry that of another release
 */
export async function startApi(
  settings: Record<string, string>,
  nodeArguments: readonly string[] = [],
  entry = 'bin/api.js',
): Promise<ApiProcess> {
  const { child, output, exited, ready, stop } = startEntry(entry, settings, nodeArguments);
  const { url = '' } = await ready;
  const send = sendTo(url);
  return {
    url,
    child,
    output,
    exited,
    as: (userId, role = 'CUSTOMER') => callerOf(send, userId, forgeToken({ id: userId, role })),
    anyone: callerOf(send),
    stop,
  };
}
