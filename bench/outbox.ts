import { readDeliveryState } from '../src/outbox/delivery-state.ts';
import { pruneSettled } from '../src/outbox/sql/prune-outbox.ts';
import { reopenMessages } from '../src/outbox/sql/reopen-messages.ts';
import { settleMessages } from '../src/outbox/sql/settle-messages.ts';
import { takePublished, takeUnpublished } from '../src/outbox/sql/take-owed-messages.ts';
import { relayDefaults } from '../src/workers/relay.ts';
import { withoutSecondaryIndexes } from './setup/indexes.ts';
import { openShop } from './setup/shop.ts';

/** How the statements on the outbox fare when it remembers very many messages: `npm run bench -- outbox`. */
const HISTORIES = process.argv.slice(2).map(Number).filter(Boolean);
const SETTLED = HISTORIES.length > 0 ? HISTORIES : [100_000, 10_000_000];
const CHUNK = 250_000;
const RUNS = 100;
/** Over how long the history is spread: pruning finds half of it too old. */
const DAYS = 14;
/** A day and more of orders while the mail server is away: all of it owed, in a queue, and not due. */
const OUTAGE = 1_000_000;
/** Messages settled since the last vacuum: their entries in the index of what is owed are dead, and still there. */
const UNVACUUMED = 200_000;

const shop = await openShop();
const { pool } = shop;
try {
  let settled = 0;
  for (const wanted of SETTLED) {
    const began = performance.now();
    await withoutSecondaryIndexes(pool, ['outbox_messages'], () => insertSettled(settled, wanted));
    settled = wanted;
    await pool.query('vacuum analyze outbox_messages');
    console.log(
      `\n${wanted.toLocaleString('en')} settled messages, made in ${((performance.now() - began) / 1_000).toFixed(0)} s`,
    );
    await measure('relay, nothing owed', takeOwed);
    await insertOwed(10_000, -1);
    await measure('relay takes 500 of 10,000 due', takeOwed);
    await measure('metrics, 10,000 owed', () => readDeliveryState(pool));
    await measure(
      'settle 200',
      async () => {
        const { rows } = await pool.query(
          'select id from outbox_messages where settled_at is null order by id limit 200',
        );
        await settleMessages(
          pool,
          rows.map((row) => row.id),
        );
      },
      50,
    );
    await measure('relay, 10,000 settled a moment ago', takeOwed);
    await measure('prune 2,000', () => pruneSettled(pool, DAYS / 2, 2_000), 20);
    await insertOwed(UNVACUUMED, 10);
    const settleAll = performance.now();
    await pool.query('update outbox_messages set settled_at = now() where settled_at is null');
    console.log(`  settled 200,000 in one statement: ${(performance.now() - settleAll).toFixed(0)} ms`);
    await measure('relay, 200,000 settled a moment ago', takeOwed);
    await measure('metrics, 200,000 settled a moment ago', () => readDeliveryState(pool));
    await insertOwed(OUTAGE, 10);
    await measure('relay, 1,000,000 owed and nothing due', takeOwed);
    await pool.query(
      "update outbox_messages set next_look_at = now() - interval '1 s' where settled_at is null",
    );
    await measure('relay, 1,000,000 owed and all due', takeOwed);
    await pool.query('update outbox_messages set settled_at = now() where settled_at is null');
    await measure('retry of one that did not fail', () =>
      reopenMessages(pool, ['00000000-0000-7000-8000-000000000000'], { published: false }),
    );
  }
  const { rows } = await pool.query(
    `select pg_size_pretty(pg_table_size('outbox_messages')) as rows, pg_size_pretty(pg_indexes_size('outbox_messages')) as indexes`,
  );
  console.log(`  table ${rows[0].rows}, indexes ${rows[0].indexes}`);
} finally {
  await shop.close();
}

/** Messages as time would have left them: settled in the order in which they were written, a second later. */
async function insertSettled(from: number, to: number): Promise<void> {
  const chunks = Array.from({ length: Math.ceil((to - from) / CHUNK) }, (_, n) => from + n * CHUNK);
  const fill = async () => {
    const client = await pool.connect();
    await client.query('set synchronous_commit = off');
    for (let first = chunks.shift(); first !== undefined; first = chunks.shift()) {
      await client.query(
        `insert into outbox_messages (id, job, payload, subject_id, created_at, published_at, settled_at)
         select uuidv7(-age), 'order.send-confirmation-email', jsonb_build_object('orderId', uuidv7(-age)), uuidv7(-age),
                now() - age, now() - age, now() - age + interval '1 second'
           from (select interval '1 hour' + ${DAYS} * interval '1 day' * (1 - n / $3::float8) as age
                   from generate_series($1::int, $2::int) n) m`,
        [first, Math.min(first + CHUNK, to) - 1, to],
      );
    }
    client.release(true);
  };
  await Promise.all([fill(), fill()]);
}

/** Messages that a queue has, the next look at them in so many minutes. */
async function insertOwed(amount: number, nextLookMinutes: number): Promise<void> {
  await pool.query(
    `insert into outbox_messages (id, job, payload, subject_id, created_at, published_at, next_look_at)
     select uuidv7(), 'order.send-confirmation-email', jsonb_build_object('orderId', uuidv7()), uuidv7(),
            now() - interval '1 hour', now(), now() + $2 * interval '1 minute'
       from generate_series(1, $1::int)`,
    [amount, nextLookMinutes],
  );
}

async function takeOwed(): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await takeUnpublished(client, relayDefaults);
    await takePublished(client, relayDefaults.limit);
  } finally {
    await client.query('rollback');
    client.release();
  }
}

async function measure(what: string, work: () => Promise<unknown>, runs = RUNS): Promise<void> {
  const times: number[] = [];
  for (let n = 0; n < runs; n++) {
    const began = performance.now();
    await work();
    times.push(performance.now() - began);
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(share * (times.length - 1))]?.toFixed(2);
  console.log(`  ${what}: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`);
}
