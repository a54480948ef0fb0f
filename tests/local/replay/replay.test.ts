import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClient, createPool } from '../../../src/database/connections.ts';
import { type ApiProcess, startApi } from '../../setup/api-process.ts';
import { childEnvironment } from '../../setup/child-environment.ts';
import { packedEntry } from '../../setup/packed.ts';
import { createDatabase, redisUrl, type TestDatabase } from '../../setup/services.ts';
import { JWT_SECRET } from '../../setup/tokens.ts';
import { header, line } from './csv.ts';

const traps = decodeURI(new URL('./files/traps.csv', import.meta.url).pathname);

let database: TestDatabase;
let api: ApiProcess;
let pool: Pool;

beforeAll(async () => {
  database = await createDatabase();
  pool = createPool(database.url, { applicationName: 'test', max: 2 });
  // The rate limits are on, as in a real shop.
  api = await startApi({
    DATABASE_URL: database.url,
    REDIS_URL: redisUrl,
    JWT_SECRET,
    PORT: '0',
    LOG_LEVEL: 'warn',
  });
});

afterAll(async () => {
  await api?.stop();
  await pool?.end();
  await database?.drop();
});

interface Run {
  code: number | null;
  out: string;
  err: string;
}

/** Runs the compiled program as `npm run replay` does. @param input for its standard input */
async function replay(
  args: string[],
  settings: Record<string, string> = {},
  input: Readable = Readable.from([]),
  onOutput?: (child: ChildProcess, out: string) => void,
): Promise<Run> {
  const child = spawn(
    process.execPath,
    ['--enable-source-maps', packedEntry('bin/local/replay.js'), '--url', api.url, ...args],
    {
      env: childEnvironment({ DATABASE_URL: database.url, ...settings }),
      stdio: ['pipe', 'pipe', 'pipe'],
    },
  );
  const run: Run = { code: null, out: '', err: '' };
  child.stdout.on('data', (text) => {
    run.out += text;
    onOutput?.(child, run.out);
  });
  child.stderr.on('data', (text) => {
    run.err += text;
  });
  input.pipe(child.stdin);
  [run.code] = await once(child, 'close');
  return run;
}

/** Figure by figure: what the table says. */
function tableOf({ out }: Run): Record<string, string[]> {
  const rows = out.matchAll(
    /^ {2}(invoices|orders|order lines|units|value, GBP|cancell[a-z, GBP]+?|net, GBP) {2,}(\S+) +(\S+) +(\S+)$/gm,
  );
  return Object.fromEntries([...rows].map(([, name, ...figures]) => [name, figures]));
}

const stocks = async () =>
  (await pool.query(`select sku, stock_quantity, price from products order by sku collate "C"`)).rows;

describe('a small file against a real shop', () => {
  test('is played and reconciled to the penny', async () => {
    const run = await replay([traps]);
    expect(run).toMatchObject({ code: 0, err: '' });
    expect(tableOf(run)).toEqual({
      invoices: ['5', '5', '0'],
      orders: ['6', '6', '0'],
      'order lines': ['8', '8', '0'],
      units: ['16', '16', '0'],
      'value, GBP': ['62.17', '62.17', '0.00'],
      cancellations: ['1', '1', '0'],
      'cancelled units': ['1', '1', '0'],
      'cancelled, GBP': ['1.10', '1.10', '0.00'],
      'net, GBP': ['61.07', '61.07', '0.00'],
    });
    expect(run.out).toContain('File and shop agree, order by order.');
    // As much was delivered as was sold, what was given back is there; the prices are those of the last sale.
    expect(await stocks()).toEqual([
      { sku: 'T100', stock_quantity: 1, price: 110 },
      { sku: 'T101', stock_quantity: 0, price: 1_250 },
      { sku: 'T104', stock_quantity: 0, price: 200 },
      { sku: 't100', stock_quantity: 0, price: 7 },
    ]);
  });

  test('can be played again, from standard input, and in part', async () => {
    const again = await replay(['-', '--concurrency', '1'], {}, createReadStream(traps));
    expect(again).toMatchObject({ code: 0, err: '' });
    expect(tableOf(again).orders).toEqual(['6', '6', '0']);
    const part = await replay([traps, '--invoices', '2']);
    expect(tableOf(part)['value, GBP']).toEqual(['25.70', '25.70', '0.00']);
  });

  test('is taxed where that is asked for: 20 % in prices to the United Kingdom, nothing elsewhere, by country', async () => {
    const to = (invoice: string, country: string, price: string, quantity = '1') =>
      line({ invoice, country, price, quantity, customer: '', code: `V${invoice}` });
    const lines = [
      to('1', 'United Kingdom', '1.10', '3'),
      to('2', 'United Kingdom', '0.03'),
      to('3', 'EIRE', '7.00'),
      to('4', 'Unspecified', '5.00'),
    ];
    const run = await replay(['-', '--vat'], {}, Readable.from([[header, ...lines, ''].join('\n')]));
    expect([run.code, run.out]).toEqual([0, run.out]);
    const cells = run.out.split('\n').map((text) => text.trim().split(/ {2,}/));
    const rowOf = (country: string) => cells.find(([name, , net]) => name === country && net !== undefined);
    // Half a penny and a half of 3 pence, of each order by itself.
    expect(rowOf('GB')).toEqual(['GB', '2', '2.77', '0.56', '3.33', '0.00', '0.00']);
    expect(rowOf('IE')).toEqual(['IE', '1', '7.00', '0.00', '7.00', '0.00', '0.00']);
    expect(rowOf('nowhere')).toEqual(['nowhere', '1', '5.00', '0.00', '5.00', '0.00', '0.00']);
    const { rows } = await pool.query(
      `select i.tax_rate from order_items i where sku like 'V%' order by sku`,
    );
    expect(rows.map(({ tax_rate }) => tax_rate)).toEqual([200_000, 200_000, 0, null]);
  });

  test('with other taxes than the file says is found out', async () => {
    await pool.query(
      `update tax_rates set rate = 50000 where country = 'GB' and tax_class = 'online-retail'`,
    );
    const input = [header, line({ invoice: '5', country: 'United Kingdom', code: 'V5' }), ''].join('\n');
    const run = await replay(['-', '--vat'], {}, Readable.from([input]));
    expect([run.code, run.out]).toEqual([
      1,
      expect.stringContaining('GB: 1 orders, 1.10 with 0.18 of tax in the file'),
    ]);
  });

  test('leaves no administrator behind', async () => {
    const { rows } = await pool.query(
      `select role, password_hash from users where email like 'administrator@%'`,
    );
    expect(rows).toEqual([{ role: 'CUSTOMER', password_hash: 'locked' }]);
  });

  test('keeps the ledger: what stands in it adds up to the stock', async () => {
    const { rows } = await pool.query(
      `select p.sku from products p
        where p.stock_quantity <> (select sum(delta) from stock_movements m where m.product_id = p.id)`,
    );
    expect(rows).toEqual([]);
  });

  test('a shop that stores something else than the file says is found out', async () => {
    await pool.query(`
      create function a_penny_more() returns trigger language plpgsql as $$
      begin
        new.unit_price := new.unit_price + 1;
        new.line_total := new.unit_price::bigint * new.quantity;
        return new;
      end $$;
      create trigger a_penny_more before insert on order_items
        for each row when (new.sku = 't100') execute function a_penny_more();`);
    try {
      const run = await replay([traps]);
      expect(run.code).toBe(1);
      expect(run.out).toContain('t100: 1 x 0.07 in the file, 1 x 0.08 in the shop');
      expect(run.out).toContain('File and shop DIFFER.');
    } finally {
      await pool.query('drop trigger a_penny_more on order_items');
    }
  });
});

test('Ctrl-C ends it between two invoices, and what was played is reconciled', async () => {
  // So many that the signal comes before the last one, also where this process has to wait for its turn.
  const invoices = Array.from({ length: 5_000 }, (_, n) =>
    line({ invoice: String(n + 1), price: `${n + 1}.00` }),
  );
  let isSent = false;
  const run = await replay(['-'], {}, Readable.from([[header, ...invoices, ''].join('\n')]), (child, out) => {
    // Once: a second one ends it without a report.
    if (out.includes('Prepared') && !isSent) isSent = child.kill('SIGINT');
  });
  expect(run.code).toBe(130);
  const [file, shop, difference] = tableOf(run).orders!;
  expect(shop).toBe(file);
  expect(difference).toBe('0');
  expect(Number(file)).toBeLessThan(5_000);
  expect(run.out).toContain('File and shop agree');
});

describe('one clear line and a non-zero exit', () => {
  test('without a shop', async () => {
    const run = await replay([traps, '--url', 'http://127.0.0.1:9']);
    expect(run.code).toBe(1);
    expect(run.err).toMatch(/^replay: No shop answers at http:\/\/127\.0\.0\.1:9 .*npm start.*\n$/);
  });

  test('with the database of another shop', async () => {
    const other = await createDatabase();
    try {
      const run = await replay([traps], { DATABASE_URL: other.url });
      expect(run.code).toBe(1);
      expect(run.err).toContain('it uses another database');
      const shop = createClient(other.url, { applicationName: 'test' });
      await shop.connect();
      expect((await shop.query('select from products')).rowCount).toBe(0);
      expect((await shop.query(`select from users where role = 'ADMIN'`)).rowCount).toBe(0);
      await shop.end();
    } finally {
      await other.drop();
    }
  });

  test('without a database', async () => {
    const run = await replay([traps], { DATABASE_URL: '', DATA_DIR: '/nowhere/at/all' });
    expect(run.code).toBe(1);
    expect(run.err).toMatch(/^replay: No shop with a database of its own .*\/nowhere\/at\/all.*\n$/);
  });

  test('while another replay runs', async () => {
    const other = await pool.connect();
    try {
      await other.query('select pg_advisory_lock(1886151033)');
      const run = await replay([traps]);
      expect(run.code).toBe(1);
      expect(run.err).toContain('Another replay is running');
    } finally {
      other.release(true);
    }
  });

  test('for wrong arguments, with the exit code 2', async () => {
    expect(await replay(['--invoices', '-1', traps])).toMatchObject({ code: 2, out: '' });
  });

  test('and --help answers without a shop', async () => {
    const run = await replay(['--help'], { DATABASE_URL: '' });
    expect(run).toMatchObject({ code: 0, err: '' });
    for (const rule of [
      'cancellations',
      'sub-penny',
      'repeated codes',
      'changing prices',
      'no customer',
      'corrections',
    ])
      expect(run.out).toContain(rule);
  });
});
