import { once } from 'node:events';
import { producerRedis } from '../../src/jobs/queue-connection.ts';
import { cpuMs } from './cpu.ts';
import type { BenchShop } from './shop.ts';

/** Processes by name; the shares of each are those of all below it, too. */
export type Pids = Record<string, number>;

/** The servers of a shop. */
export async function serverPids({ pool, redisUrl }: BenchShop): Promise<Pids> {
  const { rows } = await pool.query(
    `select split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int as pid`,
  );
  return {
    ...(redisUrl === undefined ? {} : { Redis: await redisPid(redisUrl) }),
    PostgreSQL: rows[0].pid,
  };
}

async function redisPid(url: string): Promise<number> {
  const redis = producerRedis(url, 'bench');
  await once(redis, 'ready');
  const info = await redis.info('server');
  redis.disconnect();
  return Number(/process_id:(\d+)/.exec(info)?.[1]);
}

/** Begins to count. @returns what each process has used of a core since, in ms, with this one as `client` */
export function startCpu(pids: Pids): () => Record<string, number> {
  const used = () => ({
    ...Object.fromEntries(Object.entries(pids).map(([name, pid]) => [name, cpuMs([pid])])),
    client: (process.cpuUsage().user + process.cpuUsage().system) / 1_000,
  });
  const before: Record<string, number> = used();
  return () => {
    const after: Record<string, number> = used();
    return Object.fromEntries(Object.keys(after).map((name) => [name, after[name]! - before[name]!]));
  };
}
