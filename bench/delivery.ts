import { Queue } from 'bullmq';
import { producerRedis } from '../src/jobs/queue-connection.ts';
import { openQueues } from '../src/jobs/queues.ts';
import type { OutboxRow } from '../src/outbox/enqueue.ts';
import { createPublisher } from '../src/outbox/publisher.ts';
import { serverPids, startCpu } from './setup/cpu-shares.ts';
import { fillShop } from './setup/fill.ts';
import { owe, placeOrders } from './setup/owed-mails.ts';
import { startMailServer, startNoOpWorker, startWorker } from './setup/processes.ts';
import { openShop } from './setup/shop.ts';
import { until } from './setup/until.ts';

/** Mails that are owed, and bare jobs of the reference. */
const JOBS = 10_000;
/** Rows of one transaction, jobs of one command. */
const CHUNK = 500;
const POLL_MS = 20;
const USERS = 1_000;
/** The first warms both workers up and does not count. */
const ROUNDS = 4;
/** Connections to the mail server, which is near and patient; the default is 10. */
const MAIL_CONNECTIONS = '20';
/** Jobs that the bare worker runs at once: the reference is the faster of the two. */
const BARE_CONCURRENCIES = [20, 100];

const shop = await openShop();
const mailServer = await startMailServer();
try {
  if (shop.redisUrl === undefined) throw new Error('this benchmark needs Redis');
  const { redisUrl } = shop;
  await fillShop(shop.pool, USERS, 100);
  const servers = await serverPids(shop);
  const queues = await openQueues(
    { redisUrl, databaseUrl: shop.databaseUrl, applicationName: 'bench' },
    { onLost: console.error, onBack() {} },
  );
  const publisher = createPublisher(queues, shop.pool, {
    onLeftBehind: (rows, cause) => console.log(`${rows} rows left behind: ${cause}`),
  });
  const connection = producerRedis(redisUrl, 'bench');
  const bare = await Promise.all(
    BARE_CONCURRENCIES.map(async (concurrency) => {
      const name = `bare-${concurrency}`;
      const worker = await startNoOpWorker(redisUrl, name, concurrency);
      return { concurrency, worker, queue: new Queue(name, { connection }) };
    }),
  );
  const worker = await startWorker(shop, mailServer.url, { MAIL_CONNECTIONS });

  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const counts = round > 0;
    const rates: number[] = [];
    for (const { concurrency, queue, worker } of bare) {
      rates.push(
        await measure(`bare jobs, ${concurrency} at once`, counts, { worker: worker.pid, ...servers }, () =>
          bareJobs(queue),
        ),
      );
      await queue.clean(0, 0, 'completed');
    }
    const owed: OutboxRow[] = [];
    while (owed.length < JOBS) owed.push(...(await placeOrders(shop.pool, CHUNK, USERS)));
    const pids = { worker: worker.pid, ...servers, 'mail server': mailServer.pid };
    const mails = await measure('owed mails', counts, pids, async () => {
      for (let n = 0; n < JOBS; n += CHUNK) {
        const rows = owed.slice(n, n + CHUNK);
        await owe(shop.pool, rows);
        publisher.publish(rows);
      }
      await until(async () => {
        const { rows } = await shop.pool.query(
          'select 1 from outbox_messages where settled_at is null limit 1',
        );
        return rows.length === 0;
      }, POLL_MS);
    });
    await publisher.flush(5_000);
    if (!counts) continue;
    ratios.push(mails / Math.max(...rates));
    console.log(`  round ${round}: ratio ${ratios.at(-1)?.toFixed(2)}`);
  }
  const { mails, different } = await mailServer.counts();
  console.log(
    `  ${mails} mails handed over, ${different} different; median ratio ${ratios.toSorted()[ratios.length >> 1]?.toFixed(2)}`,
  );
  await Promise.all([worker, ...bare.map((one) => one.worker)].map((one) => one.stop()));
  await Promise.all(bare.map(({ queue }) => queue.close()));
  await queues.close();
  connection.disconnect();
} finally {
  mailServer.stop();
  await shop.close();
}

/** Puts bare jobs into a queue and waits until all of them are done. */
async function bareJobs(queue: Queue): Promise<void> {
  for (let n = 0; n < JOBS; n += CHUNK) {
    await queue.addBulk(Array.from({ length: CHUNK }, (_, i) => ({ name: 'no-op', data: { n: n + i } })));
  }
  await until(async () => (await queue.getCompletedCount()) >= JOBS, POLL_MS);
}

/** @returns jobs a second; prints that and what each process used of a core, in ms a job */
async function measure(
  what: string,
  counts: boolean,
  pids: Record<string, number>,
  work: () => Promise<void>,
): Promise<number> {
  const cpu = startCpu(pids);
  const began = performance.now();
  await work();
  const rate = (JOBS * 1_000) / (performance.now() - began);
  const shares = Object.entries(cpu()).map(([name, ms]) => `${name} ${(ms / JOBS).toFixed(3)}`);
  console.log(`    ${counts ? '' : 'warm-up: '}${what}: ${rate.toFixed(0)}/s; CPU ms: ${shares.join(', ')}`);
  return rate;
}
