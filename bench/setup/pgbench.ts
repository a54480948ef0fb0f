import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sqlProductId, sqlUserId } from './fill.ts';

const SECONDS = 5;

export function hasPgbench(): boolean {
  try {
    execFileSync('pgbench', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/**
 * Transactions a second that write the rows of one order each, in the order that costs PostgreSQL least: no
 * application, no version to read first, the stock row locked as late as its movement allows. `fillsCart`: the lines of
 * the cart are written first, in the same transaction.
 */
export async function pgbenchOrders(databaseUrl: string, options: PgbenchOptions): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-pgbench-'));
  const file = join(folder, 'order.sql');
  writeFileSync(file, script(options));
  const url = new URL(databaseUrl);
  try {
    const { stdout } = await promisify(execFile)(
      'pgbench',
      [
        ...['-h', url.hostname, '-p', url.port, '-U', url.username, '-n', '-M', 'prepared'],
        ...['-T', String(SECONDS), '-c', String(options.clients), '-j', '2', '-D', 'i=0', '-f', file],
        url.pathname.slice(1),
      ],
      { env: { ...process.env, PGPASSWORD: decodeURIComponent(url.password) } },
    );
    return Number(/tps = ([\d.]+)/.exec(stdout)?.[1]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface PgbenchOptions {
  clients: number;
  users: number;
  products: number;
  items: number;
  fillsCart?: boolean;
}

function script({ clients, users, products, items, fillsCart = false }: PgbenchOptions) {
  const each = Array.from({ length: items }, (_, n) => n + 1);
  return [
    '\\set i :i + 1',
    `\\set u 1 + (:client_id * ${Math.floor(users / clients)} + :i) % ${users}`,
    '\\set start random(0, 1000000)',
    ...each.map((n) => `\\set p${n} 1 + (:start + ${n} * 17) % ${products}`),
    'begin;',
    'select gen_random_uuid() as o \\gset',
    ...(fillsCart ? [cartOf(each)] : []),
    `select count(*) from cart_items c join products p on p.id = c.product_id where c.user_id = ${sqlUserId(':u')};`,
    `delete from cart_items where user_id = ${sqlUserId(':u')};`,
    `insert into orders (id, user_id, total, currency) values ((:o)::uuid, ${sqlUserId(':u')}, 200, 'GBP');`,
    `insert into order_items (order_id, position, product_id, sku, name, unit_price, quantity, line_total) values ${each
      .map((n) => `((:o)::uuid, ${n}, ${sqlProductId(`:p${n}`)}, 'SKU', 'Product', 100, 1, 100)`)
      .join(', ')};`,
    `insert into idempotency_keys (user_id, key, fingerprint, order_id, status, body, expires_at) values (${sqlUserId(':u')}, (:o)::text, 'x', (:o)::uuid, 201, repeat('x', 400), now() + '24 hours');`,
    `insert into outbox_messages (id, job, payload, subject_id) values ((:o)::uuid, 'order.send-confirmation-email', '{}', (:o)::uuid);`,
    ...each.flatMap((n) => [
      `update products set stock_quantity = stock_quantity - 1, version = version + 1, updated_at = now() where id = ${sqlProductId(`:p${n}`)} and stock_quantity >= 1 returning version as v${n}, stock_quantity as s${n} \\gset`,
      `insert into stock_movements (product_id, product_version, delta, reason, reference, resulting_quantity) values (${sqlProductId(`:p${n}`)}, (:v${n})::int, -1, 'sale', (:o)::uuid, (:s${n})::int);`,
    ]),
    'commit;',
  ].join('\n');
}

function cartOf(each: readonly number[]): string {
  const lines = each.map((n) => `(gen_random_uuid(), ${sqlUserId(':u')}, ${sqlProductId(`:p${n}`)}, 1)`);
  return `insert into cart_items (id, user_id, product_id, quantity) values ${lines.join(', ')} on conflict (user_id, product_id) do update set quantity = excluded.quantity;`;
}
