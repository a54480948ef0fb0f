import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Caller, callerOf, sendTo } from './caller.ts';
import { forgeToken } from './tokens.ts';

/** A real API process, compiled as in production, spoken to over HTTP. */
export interface ApiProcess {
  url: string;
  child: ChildProcess;
  /** Everything it wrote so far, stdout and stderr. */
  output(): string;
  as(userId: string, role?: 'ADMIN' | 'CUSTOMER'): Caller;
  anyone: Caller;
  /** Ends it and gives its exit code, or null when the signal ended it. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

const entryPoint = new URL('../../dist/src/api/server.js', import.meta.url).pathname;

export async function startApi(settings: Record<string, string>): Promise<ApiProcess> {
  const child = spawn(process.execPath, ['--enable-source-maps', decodeURI(entryPoint)], {
    env: { PATH: process.env.PATH, ...settings },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  child.stdout!.on('data', (text) => {
    output += text;
  });
  child.stderr!.on('data', (text) => {
    output += text;
  });
  const exited = once(child, 'exit');
  const url = await new Promise<string>((resolve, reject) => {
    child.on('message', (message: { type: string; url?: string; message?: string }) => {
      if (message.type === 'ready') resolve(message.url!);
      else reject(new Error(message.message));
    });
    exited.then(() => reject(new Error(`the API ended: ${output}`)));
  });
  const send = sendTo(url);
  return {
    url,
    child,
    output: () => output,
    as: (userId, role = 'CUSTOMER') => callerOf(send, userId, forgeToken({ id: userId, role })),
    anyone: callerOf(send),
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      await exited;
      return child.exitCode;
    },
  };
}
