import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openShop, type Shop } from '../../setup/api.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
beforeEach(async () => {
  await shop.pool.query('delete from outbox_messages');
  await Promise.all(shop.app.queues.all.map((queue) => queue.obliterate({ force: true })));
});
afterAll(() => shop.close());

/** An order whose mail failed for good, so many seconds ago. */
async function refused(secondsAgo: number): Promise<{ order: string; message: string }> {
  const product = await shop.product();
  const buyer = await shop.buyerWith([product.id, 1]);
  const order = (await buyer.post('/orders')).body.id;
  const { rows } = await shop.pool.query(
    `update outbox_messages set settled_at = now(), failed_at = date_trunc('second', now()) - $2 * interval '1 s', failure = 'refused',
            failure_detail = 'The mail server refused the address: 550 no', failed_attempts = 3
      where subject_id = $1 returning id`,
    [order, secondsAgo],
  );
  return { order, message: rows[0].id };
}
/** A job that nothing owes and that failed. */
async function failedInQueue(id: string): Promise<void> {
  const queue = shop.app.queues.get('maintenance');
  const { Worker } = await import('bullmq');
  await queue.add('reconcile', {}, { jobId: id, attempts: 1 });
  const worker = new Worker(queue.name, null, { connection: queue.opts.connection, autorun: false });
  const job = await worker.getNextJob('token');
  await job!.moveToFailed(new Error('mail ada@example.org'), 'token', false);
  await worker.close();
}

describe('GET /jobs', () => {
  test('shows what failed for good, the latest first: what is owed, and what its queue alone knows', async () => {
    const old = await refused(60);
    const older = await refused(120);
    await failedInQueue('nightly-1');
    const { body } = await shop.admin.get('/jobs?state=failed');
    expect(body.items).toMatchObject([
      { id: 'nightly-1', queue: 'maintenance', subjectId: null, attempts: 1, reason: 'mail [address]' },
      {
        id: old.message,
        state: 'failed',
        queue: 'mail',
        job: 'order.send-confirmation-email',
        subjectId: old.order,
        attempts: 3,
        reason: 'refused: The mail server refused the address: 550 no',
      },
      { id: older.message },
    ]);
    expect(body.nextCursor).toBeNull();
  });

  test('page by page, also where many failed in one instant', async () => {
    const messages = [await refused(60), await refused(60), await refused(60)].map(({ message }) => message);
    await shop.pool.query(`update outbox_messages set failed_at = '2016-01-01T00:00:00.123Z'`);
    await failedInQueue('nightly-1');
    await failedInQueue('nightly-2');
    const seen: string[] = [];
    let url: string | undefined = '/jobs?limit=1';
    while (url) {
      const { body } = await shop.admin.get(url);
      seen.push(...body.items.map(({ id }: { id: string }) => id));
      url = body.nextCursor === null ? undefined : `/jobs?limit=1&cursor=${body.nextCursor}`;
    }
    expect(seen.slice(0, 2).toSorted()).toEqual(['nightly-1', 'nightly-2']);
    expect(seen.slice(2)).toEqual(messages.toSorted().toReversed());
  });

  test('400 for another state and for a cursor of another list', async () => {
    expect((await shop.admin.get('/jobs?state=done')).body.code).toBe('validation_failed');
    const cursor = Buffer.from('["failed jobs","x","00000000-0000-7000-8000-000000000000"]').toString(
      'base64url',
    );
    expect((await shop.admin.get(`/jobs?cursor=${cursor}`)).body.code).toBe('invalid_cursor');
  });
});

describe('POST /jobs/{id}/retries', () => {
  test('owes a job again, by its own id or by that of its order; ten at once owe it once', async () => {
    const { order, message } = await refused(60);
    const owed = () =>
      shop.pool.query('select settled_at, failed_at from outbox_messages where id = $1', [message]);
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => shop.admin.post(`/jobs/${message}/retries`)),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, ...Array(9).fill(404)]);
    expect(answers.find(({ status }) => status === 201)!.body).toEqual({ retried: 1 });
    expect((await owed()).rows).toEqual([{ settled_at: null, failed_at: null }]);
    await shop.pool.query(
      `update outbox_messages set settled_at = now(), failed_at = now(), failure = 'refused', failure_detail = 'x', failed_attempts = 1`,
    );
    expect((await shop.admin.post(`/jobs/${order}/retries`)).status).toBe(201);
    expect((await owed()).rows).toEqual([{ settled_at: null, failed_at: null }]);
  });

  test('puts back a job that its queue alone knows', async () => {
    await failedInQueue('nightly-1');
    expect((await shop.admin.post('/jobs/nightly-1/retries')).status).toBe(201);
    expect(await shop.app.queues.get('maintenance').getJobCountByTypes('waiting')).toBe(1);
    expect((await shop.admin.get('/jobs')).body.items).toEqual([]);
  });

  test('under a key it is done once, and a repeat is told the same', async () => {
    const { message } = await refused(60);
    const key = { 'idempotency-key': 'retry-1' };
    const first = await shop.admin.post(`/jobs/${message}/retries`, undefined, key);
    const again = await shop.admin.post(`/jobs/${message}/retries`, undefined, key);
    expect([first.status, again.status, again.text]).toEqual([201, 201, first.text]);
    expect(again.headers['idempotent-replayed']).toBe('true');
  });

  test('404 for what did not fail', async () => {
    expect((await shop.admin.post('/jobs/nothing/retries')).body.code).toBe('not_found');
  });
});

test('without its queues a shop still tells what it owes, and puts that back', async () => {
  const lonely = await openShop({ REDIS_URL: 'redis://127.0.0.1:1' });
  try {
    const product = await lonely.product();
    const buyer = await lonely.buyerWith([product.id, 1]);
    const order = (await buyer.post('/orders')).body.id;
    await lonely.pool.query(
      `update outbox_messages set settled_at = now(), failed_at = now(), failure = 'refused', failure_detail = 'x', failed_attempts = 1`,
    );
    expect((await lonely.admin.get('/jobs')).body.items).toMatchObject([{ subjectId: order }]);
    expect((await lonely.admin.post('/jobs/nothing/retries')).body.code).toBe('unavailable');
    expect((await lonely.admin.post(`/jobs/${order}/retries`)).status).toBe(201);
  } finally {
    await lonely.close();
  }
});
