import { Queue } from 'bullmq';
import { createPublisher } from '../src/jobs/publisher.ts';
import { producerRedis } from '../src/jobs/queue-connection.ts';
import { openQueues } from '../src/jobs/queues.ts';
import { workersDefaults } from '../src/workers/workers.ts';
import { fillShop } from './setup/fill.ts';
import { placeOrders } from './setup/owed-mails.ts';
import { startMailServer, startNoOpWorker, startWorker } from './setup/processes.ts';
import { openShop } from './setup/shop.ts';

/** Mails that are owed, and bare jobs of the reference. */
const JOBS = 10_000;
/** Rows of one transaction, jobs of one command. */
const CHUNK = 500;
const USERS = 1_000;
const ROUNDS = 3;

const shop = await openShop();
const mailServer = await startMailServer();
try {
  if (shop.redisUrl === undefined) throw new Error('this benchmark needs Redis');
  const redisUrl = shop.redisUrl;
  await fillShop(shop.pool, USERS, 100);
  const ratios: number[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    const bare = await bareJobs(redisUrl, `bare-${round}`);
    const mails = await owedMails(redisUrl);
    ratios.push(mails / bare);
    console.log(
      `  round ${round}: bare jobs ${bare.toFixed(0)}/s, owed mails ${mails.toFixed(0)}/s, ratio ${(mails / bare).toFixed(2)}`,
    );
  }
  const counts = await mailServer.counts();
  console.log(
    `  ${counts.mails} mails handed over, ${counts.different} different; median ratio ${ratios.toSorted()[Math.floor(ROUNDS / 2)]?.toFixed(2)}`,
  );
} finally {
  mailServer.stop();
  await shop.close();
}

/** Jobs a second through one bare worker, from the first command of the producer to the last job. */
async function bareJobs(redisUrl: string, name: string): Promise<number> {
  const connection = producerRedis(redisUrl, 'bench');
  const queue = new Queue(name, { connection });
  const worker = await startNoOpWorker(redisUrl, name, workersDefaults.concurrency.mail);
  const began = performance.now();
  for (let n = 0; n < JOBS; n += CHUNK) {
    await queue.addBulk(Array.from({ length: CHUNK }, (_, i) => ({ name: 'no-op', data: { n: n + i } })));
  }
  await until(async () => (await queue.getCompletedCount()) >= JOBS);
  const rate = (JOBS * 1_000) / (performance.now() - began);
  await worker.stop();
  await queue.obliterate({ force: true });
  await queue.close();
  connection.disconnect();
  return rate;
}

/** Mails a second through outbox, queue and one worker, from the first commit to the last message settled. */
async function owedMails(redisUrl: string): Promise<number> {
  const queues = await openQueues(
    { redisUrl, databaseUrl: shop.databaseUrl, applicationName: 'bench' },
    { onLost: console.error, onBack() {} },
  );
  const publisher = createPublisher(queues, shop.pool, {
    onLeftBehind: (rows, cause) => console.log(`${rows} rows left behind: ${cause}`),
  });
  const worker = await startWorker(shop, mailServer.url);
  const began = performance.now();
  for (let n = 0; n < JOBS; n += CHUNK) publisher.publish(await placeOrders(shop.pool, CHUNK, USERS));
  await until(async () => {
    const { rows } = await shop.pool.query('select 1 from outbox_messages where settled_at is null limit 1');
    return rows.length === 0;
  });
  const rate = (JOBS * 1_000) / (performance.now() - began);
  await publisher.flush(5_000);
  await worker.stop();
  await queues.close();
  return rate;
}

async function until(check: () => Promise<boolean>): Promise<void> {
  while (!(await check())) await new Promise((resolve) => setTimeout(resolve, 20));
}
