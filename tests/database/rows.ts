import type { Pool } from 'pg';

/** Rows of sets that are in one shop together have numbers of their own. */
const SET = 1_000;
const PRODUCTS = 8;
const at = '2026-11-01T10:00:00Z';

/**
 * A shop's rows, or one more set of them, in the columns that the first release had. A later one takes them, too: what it adds is nullable or
 * has a default, or the release before it could not run beside it.
 */
export async function fillShop(pool: Pool, set = 0): Promise<void> {
  const first = set * SET;
  const uuid = (kind: number, n: number) =>
    `0000000${kind}-0000-7000-8000-${String(first + n).padStart(12, '0')}`;
  const statements = [
    `insert into users (id, email, name, password_hash, created_at)
     values ('${uuid(1, 1)}', 'ann${set}@example.com', 'Ann', 'x', '${at}'), ('${uuid(1, 2)}', 'bob${set}@example.com', 'Bob', 'x', '${at}')`,
    `insert into refresh_tokens (id, user_id, family_id, token_hash, expires_at, created_at)
     values ('${uuid(2, 1)}', '${uuid(1, 1)}', '${uuid(2, 9)}', decode(md5('${set}'), 'hex'), '2030-01-01', '${at}')`,
    `insert into categories (id, slug, name, created_at)
     values ('${uuid(3, 1)}', 'kitchen${set}', 'Kitchen ${set}', '${at}'), ('${uuid(3, 2)}', 'café${set}', 'Café ${set}', '${at}')`,
    `insert into products (id, sku, name, description, category_id, price, currency, stock_quantity, version, archived_at, created_at, updated_at)
     select ('00000004-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'SKU-' || n,
            (array['Blue mug', 'Crème brûlée set', 'O''Neill kettle 100%', 'Łódź plate'])[1 + n % 4] || ' ' || n,
            'Something for every day, number ' || n, (array['${uuid(3, 1)}', '${uuid(3, 2)}']::uuid[])[1 + n % 2],
            100 + n, 'GBP', 10, 2, case when n % 8 = 0 then timestamptz '${at}' end, '${at}', '${at}'
       from generate_series(${first + 1}, ${first + PRODUCTS}) n`,
    `insert into stock_movements (product_id, product_version, delta, reason, resulting_quantity, created_at)
     select id, 1, 10, 'import', 10, '${at}' from products where id between '${uuid(4, 1)}' and '${uuid(4, PRODUCTS)}'`,
    `insert into cart_items (id, user_id, product_id, quantity, created_at)
     values ('${uuid(5, 1)}', '${uuid(1, 1)}', '${uuid(4, 1)}', 2, '${at}')`,
    `insert into orders (id, user_id, total, currency, created_at) values ('${uuid(6, 1)}', '${uuid(1, 2)}', 400, 'GBP', '${at}')`,
    `insert into order_items (order_id, position, product_id, sku, name, unit_price, quantity, line_total)
     values ('${uuid(6, 1)}', 0, '${uuid(4, 2)}', 'SKU-${first + 2}', 'O''Neill kettle 100% ${first + 2}', 200, 2, 400)`,
    `insert into idempotency_keys (user_id, key, fingerprint, order_id, status, body, created_at, expires_at)
     values ('${uuid(1, 2)}', 'key', '\\x02', '${uuid(6, 1)}', 201, '{}', '${at}', '2030-01-01')`,
    `insert into outbox_messages (id, job, payload, created_at, published_at, settled_at)
     values ('${uuid(7, 1)}', 'order.send-confirmation-email', '{"orderId":"${uuid(6, 1)}"}', '${at}', '${at}', null),
            ('${uuid(7, 2)}', 'order.send-confirmation-email', '{"orderId":"${uuid(6, 1)}"}', '${at}', '${at}', '${at}')`,
    `insert into mail_deliveries (kind, order_id, message_id, created_at)
     values ('confirmation', '${uuid(6, 1)}', 'm', '${at}')`,
  ];
  for (const statement of statements) await pool.query(statement);
}

export type Rows = Record<string, Record<string, unknown>[]>;

/** Every row of every table of the shop, but those that are made of others, and the list of migrations. */
export async function readRows(pool: Pool): Promise<Rows> {
  const derived = ['carts', 'product_search', 'search_words', 'mikro_orm_migrations'];
  const { rows: tables } = await pool.query<{ name: string }>(
    `select tablename::text as name from pg_tables where schemaname = 'public' and tablename <> all($1) order by 1`,
    [derived],
  );
  const all: Rows = {};
  for (const { name } of tables) {
    const { rows } = await pool.query(`select to_jsonb(t) as row from ${name} t order by to_jsonb(t)::text`);
    all[name] = rows.map(({ row }) => row);
  }
  return all;
}

/** Rows with the columns alone that `old` has, each as a text, in the order of these. */
export function inTheColumnsOf(old: Rows, rows: Rows): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(old).map(([table, before]) => {
      const columns = Object.keys(before[0] ?? {});
      const pick = (row: Record<string, unknown>) => Object.fromEntries(columns.map((c) => [c, row[c]]));
      const texts = (rows[table] ?? []).map((row) => JSON.stringify(pick(row)));
      return [table, texts.toSorted()];
    }),
  );
}

/** What the search finds products by. */
export async function readSearch(pool: Pool): Promise<unknown[]> {
  const products = await pool.query('select to_jsonb(s) as row from product_search s order by product_id');
  const words = await pool.query('select word from search_words order by word collate "C"');
  return [products.rows, words.rows];
}
