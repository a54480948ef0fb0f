import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Figures, Kind } from './kinds.ts';

export interface Side {
  measure(kind: Kind): Promise<Figures>;
  stop(): Promise<void>;
}

/** One of the two: a process of its own, on the Node that its commit pins, with servers of its own. */
export async function startSide(folder: string): Promise<Side> {
  const child = fork(fileURLToPath(new URL('./side-process.js', import.meta.url)), [folder], {
    execPath: join(folder, 'node_modules', 'node', 'bin', 'node'),
    execArgv: ['--enable-source-maps'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const exited = once(child, 'exit');
  const answer = async (): Promise<unknown> => {
    const [message] = await Promise.race([
      once(child, 'message'),
      exited.then(([code]) => {
        throw new Error(`the process of ${folder} ended with ${code}`);
      }),
    ]);
    return message;
  };
  await answer();
  return {
    async measure(kind) {
      child.send({ kind });
      return (await answer()) as Figures;
    },
    async stop() {
      if (child.exitCode === null && child.connected) child.disconnect();
      await exited;
    },
  };
}
