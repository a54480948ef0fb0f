import type { Job } from 'bullmq';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { type JobQueues, jobIdOf } from '../../src/jobs/queues.ts';
import { redisUrl } from '../setup/services.ts';
import { until } from '../setup/wait.ts';
import { type MailServer, startMailServer } from './mail-server.ts';
import { openShop, type Shop } from './shop.ts';

/** Both places where jobs can live; one suite for both. */
export const backends = [
  { backend: 'Redis', url: redisUrl },
  { backend: 'PostgreSQL', url: undefined },
];

/** For every test: a shop, empty queues that its relay knows, a mail server; and words to ask about an outbox id. */
export interface Workshop {
  shop: Shop;
  queues: JobQueues;
  mailServer: MailServer;
  jobOf(outboxId: string): Promise<Job>;
  settled(outboxId: string): Promise<unknown>;
  inState(outboxId: string, state: string): Promise<unknown>;
}

export function setUpWorkshop(url: string | undefined): Workshop {
  const on = {
    jobOf: (id) =>
      until('the job', async () => (await on.queues.get('mail').getJob(jobIdOf(id))) as Job | undefined),
    settled: (id) => until('the message is settled', async () => (await on.shop.message(id)).settled_at),
    inState: (id, state) =>
      until(`job ${state}`, async () => (await on.queues.get('mail').getJobState(jobIdOf(id))) === state),
  } as Workshop;

  beforeAll(async () => {
    on.shop = await openShop(url);
  });
  beforeEach(async () => {
    await on.shop.loseQueues();
    on.queues = await on.shop.openQueues();
    await on.queues.markSeen();
    on.mailServer = await startMailServer();
  });
  afterEach(async () => {
    await on.shop.endTest();
    await on.mailServer.close();
    await on.shop.pool.query('update outbox_messages set settled_at = now() where settled_at is null');
  });
  afterAll(() => on.shop.close());
  return on;
}
