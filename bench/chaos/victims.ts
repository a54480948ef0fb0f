import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { ProcessRecords } from '../../src/local/process-records.ts';
import { startRedis } from '../../src/local/redis.ts';
import type { ProcessMessage } from '../../src/process/lifecycle.ts';

/** Something that is killed without warning and comes back. */
export interface Victim {
  readonly name: string;
  kill(): Promise<void>;
  start(): Promise<void>;
}

export interface ForkedVictim extends Victim {
  /** Where it can be reached; the same after every start. */
  readonly url: string;
}

/** A Node process that tells its URL once it is ready, and keeps its port. */
export async function forkVictim(
  name: string,
  entry: URL,
  env: NodeJS.ProcessEnv,
  nodeArguments: readonly string[] = [],
  firstPort = 0,
): Promise<ForkedVictim> {
  let child: ChildProcess;
  let url = '';
  const victim = {
    name,
    get url() {
      return url;
    },
    async start() {
      child = fork(fileURLToPath(entry), {
        env: { PATH: process.env.PATH, ...env, PORT: url === '' ? String(firstPort) : new URL(url).port },
        execArgv: ['--enable-source-maps', ...nodeArguments],
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      });
      const ended = once(child, 'exit').then(() => {
        throw new Error(`${name} ended at its start`);
      });
      const [message] = (await Promise.race([once(child, 'message'), ended])) as [ProcessMessage];
      ended.catch(() => {});
      if (message.type !== 'ready') throw new Error(`${name}: ${message.message}`);
      url = message.url ?? '';
    },
    async kill() {
      const exited = once(child, 'exit');
      if (child.kill('SIGKILL')) await exited;
    },
  };
  await victim.start();
  return victim;
}

export interface RedisVictim extends Victim {
  readonly url: string;
  flush(): Promise<void>;
}

/**
 * The private Redis of `npm start`, with its append-only file.
 * @param comesBack what it remembers when it comes back: everything, or nothing
 */
export async function redisVictim(
  dataDir: string,
  comesBack: 'full' | 'empty',
  packages?: string,
): Promise<RedisVictim> {
  const records = new ProcessRecords(dataDir);
  const begin = async () => {
    const started = await startRedis({ dataDir, records, ...(packages === undefined ? {} : { packages }) });
    if (started.redis === null) throw new Error(started.reason);
    return started.redis;
  };
  let redis = await begin();
  const { url } = redis;
  return {
    name: 'Redis',
    url,
    async start() {
      redis = await begin();
      if (redis.url !== url) throw new Error('Redis did not get its port back');
    },
    async kill() {
      redis.child.kill('SIGKILL');
      await redis.ended;
      if (comesBack === 'empty') rmSync(join(dataDir, 'redis', 'appendonlydir'), { recursive: true });
    },
    async flush() {
      const client = new Redis(url, { maxRetriesPerRequest: 0 });
      client.on('error', () => {});
      await client.flushall();
      client.disconnect();
    },
  };
}
