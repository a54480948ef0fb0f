import { Redis } from 'ioredis';
import { describe, expect, it, onTestFinished } from 'vitest';
import { jobIdOf } from '../../src/jobs/queues.ts';
import { writeSharedState } from '../../src/jobs/shared-state.ts';
import { markPublished } from '../../src/outbox/sql/mark-published.ts';
import { takeUnpublished } from '../../src/outbox/sql/take-owed-messages.ts';
import { relayDefaults } from '../../src/workers/relay.ts';
import { until } from '../setup/wait.ts';
import { backends, setUpWorkshop } from './on-backends.ts';

describe.each(backends)('looks of the relay, with jobs on $backend', ({ url }) => {
  const on = setUpWorkshop(url);

  const set = (id: string, assignments: string) =>
    on.shop.pool.query(`update outbox_messages set ${assignments} where id = $1`, [id]);
  /** Messages that a queue has or had, the next look at them in so many seconds. */
  async function published(nextLookInSeconds: number) {
    const { row } = await on.shop.placeOrder();
    await set(row.id, `published_at = now(), next_look_at = now() + ${nextLookInSeconds} * interval '1 s'`);
    return row;
  }
  /** Ends when the relay has looked at everything that was due before. */
  async function lookedOnce() {
    const { row } = await on.shop.placeOrder();
    await until('a new message is published', async () => (await on.shop.message(row.id)).published_at);
  }
  const hasJob = async (id: string) => (await on.queues.get('mail').getJob(jobIdOf(id))) !== undefined;

  it('come after a minute, and then after as long as the message is old, up to ten minutes', async () => {
    const ages = [0, 60, 61, 240, 599, 601, 86_400];
    const rows = await Promise.all(
      ages.map(async (seconds) => {
        const { row } = await on.shop.placeOrder();
        await set(row.id, `created_at = now() - ${seconds} * interval '1 s'`);
        return row;
      }),
    );
    on.shop.startRelay(on.queues);
    const pauses = await Promise.all(
      rows.map(({ id }) =>
        until('published', async () => {
          const { rows } = await on.shop.pool.query(
            `select extract(epoch from next_look_at - published_at)::float8 as pause,
                    extract(epoch from published_at - created_at)::float8 as age
               from outbox_messages where id = $1 and published_at is not null`,
            [id],
          );
          return rows[0] as { pause: number; age: number } | undefined;
        }),
      ),
    );
    for (const { pause, age } of pauses) expect(pause).toBeCloseTo(Math.min(600, Math.max(60, age)), 2);
  });

  it('reach what is due and no more, however much is owed', async () => {
    const [due, later] = [await published(-1), await published(3_600)];
    on.shop.startRelay(on.queues);
    await until('the job that was lost is back', () => hasJob(due.id));
    await lookedOnce();
    expect(await hasJob(later.id)).toBe(false);
  });

  if (url !== undefined) {
    it('walk through no list of what waits', async () => {
      const walks: string[][] = [];
      const redis = new Redis(url);
      const monitor = await redis.monitor();
      onTestFinished(() => {
        for (const connection of [redis, monitor]) connection.disconnect();
      });
      // Other tests have other databases on the same Redis.
      monitor.on('monitor', (_at: string, command: string[], _source: string, database: string) => {
        if (Number(database) === redis.options.db && /^(lrange|lpos)$/i.test(command[0] as string))
          walks.push(command);
      });
      const rows = await Promise.all([published(-1), published(-1), published(-1)]);
      await on.queues.addBulk(rows.slice(1));
      on.shop.startRelay(on.queues);
      await until('the job that was lost is back', () => hasJob(rows[0]!.id));
      await lookedOnce();
      expect(walks).toEqual([]);
    });
  }

  it('publish nothing again that its queue has', async () => {
    const row = await published(-1);
    await on.queues.addBulk([row]);
    const again: string[] = [];
    on.shop.startRelay({
      ...on.queues,
      addBulk(rows) {
        again.push(...rows.map(({ id }) => id));
        return on.queues.addBulk(rows);
      },
    });
    await until('it was looked at', async () => {
      const { rows } = await on.shop.pool.query(
        'select from outbox_messages where id = $1 and next_look_at > now()',
        [row.id],
      );
      return rows.length;
    });
    expect(again).not.toContain(row.id);
  });

  it('come again soon after queues were lost: what was published before and noted after has no job', async () => {
    const { row } = await on.shop.placeOrder();
    await on.queues.markSeen();
    await on.queues.addBulk([row]);
    await on.shop.loseQueues();
    expect(await hasJob(row.id)).toBe(false);
    // Left to its publisher, whose note comes when the relay has seen to everything that was noted before.
    const [graceMs, republishAfterMs, republishAtMostMs] = [3_600_000, 3_600_000, 3_600_000];
    on.shop.startRelay(
      {
        ...on.queues,
        async markSeen() {
          await on.queues.markSeen();
          await markPublished(on.shop.pool, [row.id], { republishAfterMs, republishAtMostMs });
        },
      },
      { graceMs, republishAfterMs, republishAtMostMs },
    );
    await until('the job is back', () => hasJob(row.id));
  });

  it('of two relays never wait for each other: each leaves alone what the other has', async () => {
    const placed = await Promise.all(Array.from({ length: 6 }, () => on.shop.placeOrder()));
    const [one, other] = [await on.shop.pool.connect(), await on.shop.pool.connect()];
    try {
      for (const client of [one, other]) await client.query(`begin; set local lock_timeout = '1s'`);
      const first = await takeUnpublished(one, { limit: 4, graceMs: 0 });
      // Would wait for the first until its patience is over, and fail.
      const second = await takeUnpublished(other, { limit: 4, graceMs: 0 });
      expect([first.length, second.length]).toEqual([4, 2]);
      expect([...first, ...second].map(({ id }) => id).toSorted()).toEqual(
        placed.map(({ row }) => row.id).toSorted(),
      );
    } finally {
      for (const client of [one, other]) {
        await client.query('rollback');
        client.release();
      }
    }
  });

  it('believe that the shop has moved its jobs here only after half a minute: workers of both may run', async () => {
    const other = on.queues.backend === 'redis' ? 'postgresql' : 'redis';
    const row = await published(3_600);
    await writeSharedState(on.shop.pool, 'outbox.backend', other);
    on.shop.startRelay(on.queues, { movedAfterMs: relayDefaults.movedAfterMs });
    await lookedOnce();
    await lookedOnce();
    expect(await hasJob(row.id)).toBe(false);
    await on.shop.pool.query(
      `update worker_notes set noted_at = now() - interval '31 seconds' where name = 'outbox.backend'`,
    );
    await until('it is believed', () => hasJob(row.id));
  });
});
