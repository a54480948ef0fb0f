import type { Client, PoolClient } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient, createPool } from '../../src/database/connections.ts';
import { inOneFlight, rowsOf } from '../../src/database/flight.ts';
import type { Step } from '../../src/database/statement.ts';
import { startProxy, type TcpProxy } from '../setup/proxy.ts';
import { createDatabase, type TestDatabase } from '../setup/services.ts';

let database: TestDatabase;
let proxy: TcpProxy;
beforeAll(async () => {
  database = await createDatabase();
  proxy = await startProxy(database.url);
});
afterAll(async () => {
  await proxy.close();
  await database.drop();
});

const step = (name: string, text: string, ...values: unknown[]): Step => ({
  statement: { name, text },
  values,
});
const number = (n: number | null) => step('number', 'select $1::int as n', n);
const failing = step('failing', 'select 1 / $1::int as n', 0);

async function connected<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client: Client = createClient(proxy.through(database.url), {
    applicationName: 'flight',
    pipeline: true,
  });
  await client.connect();
  try {
    return await work(client as unknown as PoolClient);
  } finally {
    await client.end();
  }
}

test('each step has its rows, of the types and nulls that pg gives them, the first time and after', async () => {
  await connected(async (client) => {
    const text = `select n, n::bigint * 2 as double, null::text as nothing, '{"a":1}'::jsonb as json, n > 1 as big,
                         timestamptz 'epoch' as at from generate_series(1, $1::int) n`;
    const { rows } = await client.query(text, [2]);
    for (let time = 0; time < 2; time++) {
      const steps = [
        step('series', text, 2),
        step('nothing', 'set local work_mem = 64'),
        number(null),
        number(3),
      ];
      const found = await inOneFlight(client, steps);
      expect(found).toEqual([rows, [], [{ n: null }], [{ n: 3 }]]);
    }
  });
});

test('a flight is one write and one Sync, and says what its rows look like only once a connection', async () => {
  await connected(async (client) => {
    const sent: string[] = [];
    proxy.onRequest = (chunk) => sent.push(chunk.toString('latin1')) > 0;
    for (let time = 0; time < 2; time++) await inOneFlight(client, [number(1), number(2)]);
    proxy.onRequest = undefined;
    const count = (chunk: string, message: string) => chunk.split(message).length - 1;
    expect(sent.map((chunk) => count(chunk, 'S\0\0\0\x04'))).toEqual([1, 1]);
    expect(sent.map((chunk) => count(chunk, 'D\0\0\0\x06P\0'))).toEqual([2, 0]);
  });
});

test('behind a step that fails nothing is run, and what was to be prepared there is prepared when it is asked again', async () => {
  await connected(async (client) => {
    await client.query('create temporary table seen (n int)');
    const seen = step('seen', 'insert into seen values (1)');
    const flights = [
      inOneFlight(client, [number(1), failing, seen, number(2)]),
      inOneFlight(client, [number(5)]),
    ];
    await expect(flights[0]).rejects.toMatchObject({ code: '22012' });
    expect(await flights[1]).toEqual([[{ n: 5 }]]);
    expect((await client.query('select from seen')).rowCount).toBe(0);
    await inOneFlight(client, [seen, number(2)]);
    expect((await client.query('select from seen')).rowCount).toBe(1);
  });
});

test('a value that PostgreSQL would not take as it is sends nothing', async () => {
  await connected(async (client) => {
    const list = step('list', 'select $1::int[] as list', [1]);
    await expect(inOneFlight(client, [number(1), list])).rejects.toThrow(TypeError);
    expect(await inOneFlight(client, [number(4)])).toEqual([[{ n: 4 }]]);
  });
});

test('a connection that ends fails what was sent, and a pool gives the next one another', async () => {
  const pool = createPool(proxy.through(database.url), { applicationName: 'flight', max: 1 });
  const cut = rowsOf(pool, step('end', 'select pg_terminate_backend(pg_backend_pid())'));
  await expect(cut).rejects.toThrow();
  expect(await rowsOf(pool, number(6))).toEqual([{ n: 6 }]);
  await pool.end();
});

test('a name that is taken by another statement is refused, and nothing is sent', async () => {
  await connected(async (client) => {
    await inOneFlight(client, [number(1)]);
    const other = step('number', 'select $1::int + 1 as n', 1);
    await expect(inOneFlight(client, [other])).rejects.toThrow('two statements are named number');
    expect(await inOneFlight(client, [number(2)])).toEqual([[{ n: 2 }]]);
  });
});
