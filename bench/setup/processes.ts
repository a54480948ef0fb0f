import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { BenchShop } from './shop.ts';

export interface BenchProcess {
  pid: number;
  stop(): Promise<void>;
}

export interface BenchMailServer {
  url: string;
  pid: number;
  counts(): Promise<{ mails: number; different: number }>;
  stop(): void;
}

export async function startMailServer(): Promise<BenchMailServer> {
  const { child, message } = await start<{ port: number }>('./mail-server.js', []);
  return {
    url: `smtp://127.0.0.1:${message.port}`,
    pid: child.pid!,
    async counts() {
      child.send({});
      const [counts] = await once(child, 'message');
      return counts as { mails: number; different: number };
    },
    stop: () => void child.kill(),
  };
}

export async function startReceiver(): Promise<{
  url: string;
  counts(): Promise<{ received: number; different: number }>;
  stop(): void;
}> {
  const { child, message } = await start<{ port: number }>('./webhook-receiver.js', []);
  return {
    url: `http://127.0.0.1:${message.port}/events`,
    async counts() {
      child.send({});
      const [counts] = await once(child, 'message');
      return counts as { received: number; different: number };
    },
    stop: () => void child.kill(),
  };
}

export async function startNoOpWorker(
  redisUrl: string,
  queue: string,
  concurrency: number,
): Promise<BenchProcess> {
  return stoppable((await start('./no-op-worker.js', [redisUrl, queue, String(concurrency)])).child);
}

/** The worker process as in production. */
export async function startWorker(
  shop: BenchShop,
  smtpUrl: string,
  env: NodeJS.ProcessEnv = {},
): Promise<BenchProcess> {
  const { child } = await start('../../src/bin/worker.js', [], {
    DATABASE_URL: shop.databaseUrl,
    ...(shop.redisUrl === undefined ? {} : { REDIS_URL: shop.redisUrl }),
    SMTP_URL: smtpUrl,
    PUBLIC_URL: 'https://shop.example',
    NODE_ENV: 'production',
    LOG_LEVEL: 'fatal',
    ...env,
  });
  return stoppable(child);
}

async function start<Message>(
  entry: string,
  args: string[],
  env: NodeJS.ProcessEnv = {},
): Promise<{ child: ChildProcess; message: Message }> {
  const child = fork(fileURLToPath(new URL(entry, import.meta.url)), args, {
    env: { ...process.env, ...env },
    execArgv: [
      '--enable-source-maps',
      '--max-semi-space-size=32',
      ...(process.env.BENCH_EXEC_ARGV?.split(' ') ?? []),
    ],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [message] = (await once(child, 'message')) as [{ type: string; message?: string } & Message];
  if (message.type !== 'ready') throw new Error(message.message);
  return { child, message };
}

function stoppable(child: ChildProcess): BenchProcess {
  return {
    pid: child.pid!,
    async stop() {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
  };
}
