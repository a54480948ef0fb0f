import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { packedEntry } from '../setup/packed.ts';
import { runNode } from '../setup/run-node.ts';
import { redisUrl } from '../setup/services.ts';
import { until } from '../setup/wait.ts';
import { type MailServer, startMailServer } from '../workers/mail-server.ts';
import { openShop, type Shop } from '../workers/shop.ts';

const nowhere = 'redis://127.0.0.1:1';

describe('npm run jobs', () => {
  let shop: Shop;
  let mailServer: MailServer;
  beforeAll(async () => {
    shop = await openShop(redisUrl);
    mailServer = await startMailServer();
  });
  beforeEach(async () => {
    await shop.loseQueues();
    await shop.pool.query('delete from outbox_messages');
  });
  afterEach(() => shop.endTest());
  afterAll(async () => {
    await shop.close();
    await mailServer.close();
  });

  function jobs(args: string[], redis: string = redisUrl) {
    const settings = { DATABASE_URL: shop.settings.databaseUrl, REDIS_URL: redis };
    return runNode([packedEntry('bin/jobs.js'), ...args], settings);
  }
  /** An order whose mail was refused for good. */
  async function refused() {
    const placed = await shop.placeOrder();
    await shop.pool.query(
      `update outbox_messages set settled_at = now(), failed_at = now(), failure = 'refused',
              failure_detail = 'The mail server refused the address: 550 no', failed_attempts = 3
        where id = $1`,
      [placed.row.id],
    );
    return placed;
  }

  it('failed: shows when, id, queue, job, order, attempts and reason of each, and says when there is none', async () => {
    expect(await jobs(['failed'])).toEqual({ code: 0, out: 'No job has failed for good.\n', err: '' });
    const { orderId, row } = await refused();
    const { code, out } = await jobs(['failed']);
    expect(code).toBe(0);
    expect(out.trim().split('  ')).toEqual([
      expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      row.id,
      'mail',
      'order.send-confirmation-email',
      orderId,
      '3 attempt(s)',
      'refused: The mail server refused the address: 550 no',
    ]);
  });

  it('failed: reads PostgreSQL where Redis is gone, and says so', async () => {
    const { row } = await refused();
    const { code, out, err } = await jobs(['failed'], nowhere);
    expect([code, out.includes(row.id), err]).toEqual([
      0,
      true,
      'The queues cannot be reached: this is what PostgreSQL knows.\n',
    ]);
  });

  it('retry: has one delivered by the id of its order, also when Redis was gone at that time', async () => {
    const [one, other] = [await refused(), await refused()];
    expect(await jobs(['retry', one.orderId], nowhere)).toMatchObject({
      code: 0,
      out: '1 job is tried again.\n',
    });
    const queues = await shop.openQueues();
    shop.startRelay(queues);
    await shop.startWorkers(shop.processors(mailServer.url));
    await until('delivered', async () => (await shop.delivery(one.orderId))?.handed_over_at);
    expect(await shop.delivery(other.orderId)).toBeUndefined();
    expect(await jobs(['drain'])).toMatchObject({ code: 0, out: 'Nothing is owed.\n' });
    expect((await shop.message(other.row.id)).failure).toBe('refused');
  });

  it('retry --all: takes every one, those that no order owes as well', async () => {
    const placed = [await refused(), await refused()];
    const queues = await shop.openQueues();
    const workers = await shop.startWorkers(
      shop.processors(mailServer.url, {
        'ledger.reconcile-stock': async () => {
          throw new Error('too slow');
        },
      }),
    );
    await queues
      .get('maintenance')
      .add('ledger.reconcile-stock', {}, { attempts: 1, jobId: 'turn', removeOnFail: false });
    await until('failed', async () => (await queues.get('maintenance').getFailedCount()) === 1);
    await workers.drain(1_000);
    expect((await jobs(['failed'])).out).toMatch(
      /turn {2}maintenance {2}ledger\.reconcile-stock .* too slow/,
    );
    expect(await jobs(['retry', '--all'])).toMatchObject({ code: 0, out: '3 jobs are tried again.\n' });
    expect(await queues.get('maintenance').getJobState('turn')).toBe('waiting');
    for (const { row } of placed) {
      expect(await shop.message(row.id)).toMatchObject({ failed_at: null, settled_at: null });
    }
  });

  it('retry: fails for an id that none has', async () => {
    await refused();
    const { code, err } = await jobs(['retry', 'nobody']);
    expect([code, err]).toEqual([1, 'No job that failed for good has the id nobody.\n']);
  });

  it('drain: waits until nothing is owed, and fails when the time is over', async () => {
    await shop.placeOrder();
    const { code, err } = await jobs(['drain', '--timeout', '0']);
    expect([code, err]).toEqual([1, '1 still owed; does a worker run?\n']);
    const drained = jobs(['drain', '--timeout', '20']);
    shop.startRelay(await shop.openQueues());
    await shop.startWorkers(shop.processors(mailServer.url));
    expect(await drained).toEqual({ code: 0, out: 'Nothing is owed.\n', err: '' });
  });

  it('drain: says that not everything was delivered where jobs failed for good', async () => {
    await refused();
    await refused();
    expect(await jobs(['drain'])).toEqual({
      code: 0,
      out: 'Nothing is owed.\n',
      err: '2 jobs failed for good and will not be delivered: npm run jobs -- failed\n',
    });
  });

  it('waiting: shows since when a job waits for a worker that knows it, id, job and order', async () => {
    const none = 'No job waits for a worker that knows it.\n';
    expect(await jobs(['waiting'])).toEqual({ code: 0, out: none, err: '' });
    const { orderId, row } = await shop.placeOrder();
    await shop.pool.query(
      `update outbox_messages set job = 'order.send-receipt', unknown_since = '2026-11-27T10:00:00Z' where id = $1`,
      [row.id],
    );
    expect(await jobs(['waiting'], nowhere)).toEqual({
      code: 0,
      out: `2026-11-27T10:00:00.000Z  ${row.id}  order.send-receipt  ${orderId}\n`,
      err: '',
    });
  });

  it('says which command there is none of', async () => {
    expect((await jobs(['boil'])).err).toContain('unknown command "boil"\n');
  });

  it('says what is wrong with an option', async () => {
    for (const [args, words] of [
      [['drain', '--loud'], 'unknown option "--loud"\n'],
      [['drain', '-x'], 'unknown option "-x"\n'],
      [['drain', '--timeout'], '--timeout needs a value\n'],
      [['retry', '--all=1'], '--all takes no value\n'],
    ] as const)
      expect((await jobs([...args])).err.startsWith(words)).toBe(true);
  });

  it.each([
    [['--help'], 0],
    [[], 2],
    [['boil'], 2],
    [['retry'], 2],
    [['retry', 'x', '--all'], 2],
    [['drain', '--timeout', 'soon'], 2],
    [['failed', '--loud'], 2],
  ])('%j shows how it is used and exits with %i', async (args, code) => {
    const shown = await jobs(args);
    expect(shown.code).toBe(code);
    expect(shown.out + shown.err).toContain('npm run jobs -- retry --all');
  });
});
