import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPool } from '../../src/database/connections.ts';
import { migrateToHead } from '../../src/database/migrate-to-head.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/local/embedded-postgres.ts';
import { ProcessRecords } from '../../src/local/process-records.ts';
import { temporaryFolder } from '../local/folder.ts';
import { expectSoundBooks } from '../setup/books.ts';
import type { Answer } from '../setup/caller.ts';
import { postgresBinaries } from '../setup/postgres-binaries.ts';
import { count, insertCart, insertProduct, insertUser } from '../setup/records.ts';
import { emptyRedis } from '../setup/services.ts';
import { tally } from '../setup/two-apis.ts';
import { until } from '../setup/wait.ts';
import { type MailServer, startMailServer } from '../workers/mail-server.ts';
import { backends } from '../workers/on-backends.ts';
import { type RunningShop, startShop } from './shop.ts';

const folder = temporaryFolder();
let postgres: EmbeddedPostgres;
let pool: Pool;
let mailServer: MailServer;

const start = () =>
  startEmbeddedPostgres({
    dataDir: folder.dataDir,
    records: new ProcessRecords(folder.dataDir),
    settings: { fsync: 'off' },
    ...postgresBinaries,
  });

beforeAll(async () => {
  await emptyRedis();
  [postgres, mailServer] = await Promise.all([start(), startMailServer()]);
  await migrateToHead(postgres.url);
  pool = createPool(postgres.url, { applicationName: 'test' });
});
afterAll(async () => {
  await pool.end();
  await postgres.stop(5_000);
  await mailServer.close();
  folder.remove();
});

describe.each(backends)('a PostgreSQL that is restarted under load, with jobs on $backend', ({ url }) => {
  let shop: RunningShop;
  let product: string;
  const answers: Answer[] = [];
  const placed = () => answers.filter((answer) => answer.status === 201).map((answer) => answer.body.id);
  const refused = () => answers.filter((answer) => answer.status === 503);

  beforeAll(async () => {
    const database = { url: postgres.url, pool, customer: () => insertUser(pool) };
    shop = await startShop(database, mailServer, url ?? '');
    product = (await insertProduct(pool, { stock: 100_000 })).id;
  });
  afterAll(() => shop.stop());

  test('costs the requests under way a 503 with Retry-After, and no process its life', async () => {
    let over = false;
    const buyers = await Promise.all(Array.from({ length: 12 }, () => insertUser(pool)));
    const shopping = buyers.map(async (id, n) => {
      const caller = shop.api.as(id);
      while (!over) {
        // Half of them buy, the others read what no cache can answer.
        if (n % 2 === 0) await insertCart(pool, id, [[product, 1]]).catch(() => {});
        const answer = n % 2 === 0 ? await caller.post('/orders') : await caller.get('/orders');
        // A cart that the test could not fill is empty; that is the test's own outage.
        if (answer.body.code !== 'cart_empty') answers.push(answer);
      }
    });
    await until('the first orders', () => placed().length >= 20);
    await postgres.stop(10_000);
    await until('requests feel it', () => refused().length >= 20);
    await until('the relay waits', () => shop.worker.output().includes('the outbox relay waits'));
    const before = answers.length;
    postgres = await start();
    await until(
      'orders again',
      () => answers.slice(before).filter((answer) => answer.status === 201).length >= 20,
    );
    over = true;
    await Promise.all(shopping);

    expect(Object.keys(tally(answers.map((answer) => answer.status))).sort()).toEqual(['200', '201', '503']);
    for (const { headers, body } of refused()) {
      // Where a busy machine keeps a line waiting for its second, the end of the line is told so.
      expect([Number(headers['retry-after']) > 0, body.code]).toEqual([
        true,
        expect.toBeOneOf(['unavailable', 'overloaded']),
      ]);
    }
    expect([shop.api.child.exitCode, shop.worker.child.exitCode]).toEqual([null, null]);
    expect((await shop.api.anyone.get('/readyz')).status).toBe(200);
  });

  test('loses nothing: every order that was answered is there, and its mail is recorded once', async () => {
    expect(await count(pool, 'orders', 'id = any($1)', [placed()])).toBe(placed().length);
    await shop.delivered(placed());
    await expectSoundBooks(pool);
  });

  test('leaves a relay that finds what nobody published', async () => {
    const order = await shop.order(product);
    await shop.delivered([order]);
    // Without the process that would publish it, or has yet to note that it did.
    await shop.api.stop('SIGTERM');
    const owed = `update outbox_messages set settled_at = null, published_at = null where payload->>'orderId' = $1`;
    await pool.query(owed, [order]);
    await shop.delivered([order]);
  });
});
