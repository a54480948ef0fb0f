import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPool } from '../../src/database/connections.ts';
import { loggedError } from '../../src/process/log-errors.ts';
import { type Database, openDatabase } from '../setup/api.ts';
import { expectNoneOf } from '../setup/logs.ts';

let database: Database;
beforeAll(async () => {
  database = await openDatabase();
});
afterAll(() => database.close());

test('a connection that ended is logged without its settings, its keys and its statements', async () => {
  const secret = randomUUID();
  const pool = createPool(database.url, { applicationName: secret, max: 1 });
  const ended = new Promise<Error>((resolve) => pool.once('error', resolve));
  const { rows } = await pool.query('select pg_backend_pid() as pid');
  await database.pool.query('select pg_terminate_backend($1)', [rows[0].pid]);
  const error = await ended;
  await pool.end();
  // The driver hangs the whole client on this error.
  expect(error).toHaveProperty('client');
  const line = loggedError(error);
  expect(Object.keys(line).sort()).toEqual(['code', 'message', 'stack', 'type']);
  expect(line.code).toBe('57P01');
  expectNoneOf([secret, new URL(database.url).password, 'secretKey'], JSON.stringify(line));
});

test('a refused row is logged by its constraint, never by its values', async () => {
  const email = `${randomUUID()}@example.com`;
  const insert = `insert into users (id, email, password_hash, name, role) values (gen_random_uuid(), $1, 'x', 'x', 'CUSTOMER')`;
  await database.pool.query(insert, [email]);
  const error = await database.pool.query(insert, [email]).catch((reason) => reason);
  expect(error.detail).toContain(email);
  const line = loggedError(error);
  expect(line).toMatchObject({ code: '23505', table: 'users', constraint: error.constraint });
  expectNoneOf([email], JSON.stringify(line));
});

test('causes and the errors of an AggregateError are told, and a chain without end is cut', () => {
  const endless = new Error('endless');
  endless.cause = endless;
  expect(JSON.stringify(loggedError(endless)).match(/"message":"endless"/g)).toHaveLength(5);
  const both = loggedError(new AggregateError([new Error('one'), 'two'], 'both'));
  expect(both.errors?.map(({ message }) => message)).toEqual(['one', 'two']);
});
