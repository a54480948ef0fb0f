import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ProcessMessage } from '../../src/process/lifecycle.ts';
import { childEnvironment } from './child-environment.ts';
import { packedEntry } from './packed.ts';

/** A process of the shop, compiled as in production. */
export interface EntryProcess {
  child: ChildProcess;
  /** @throws what it said when it could not start */
  ready: Promise<{ url?: string }>;
  /** The signal that ended it, or null when it ended by itself. */
  exited: Promise<NodeJS.Signals | null>;
  /** Everything it wrote so far, stdout and stderr. */
  output(): string;
  /** Ends it and gives its exit code, or null when the signal ended it. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/**
 * It runs packed, where nothing is loaded before it that may know the files of the build.
 *
 * @param entry below src, as `bin/api.js`, or the path of that of another release
 */
export function startEntry(
  entry: string,
  settings: Record<string, string>,
  nodeArguments: readonly string[] = [],
): EntryProcess {
  const file =
    nodeArguments.length === 0 && !path.isAbsolute(entry)
      ? packedEntry(entry)
      : path.resolve(fileURLToPath(new URL('../../dist/src', import.meta.url)), entry);
  const child = spawn(process.execPath, ['--enable-source-maps', ...nodeArguments, file], {
    env: childEnvironment(settings),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (text) => {
      output += text;
    });
  }
  const exited = once(child, 'exit').then(([, signal]) => signal as NodeJS.Signals | null);
  const ready = new Promise<{ url?: string }>((resolve, reject) => {
    child.on('message', (message: ProcessMessage) => {
      if (message.type === 'ready') resolve(message);
      else reject(new Error(message.message));
    });
    exited.then(() => reject(new Error(`${entry} ended: ${output}`)));
  });
  // Whoever does not wait for it looks at `exited`.
  ready.catch(() => {});
  return {
    child,
    ready,
    exited,
    output: () => output,
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      await exited;
      return child.exitCode;
    },
  };
}
