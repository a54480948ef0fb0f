import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { createEndedLogins } from '../../src/accounts/ended-logins.ts';
import { type Database, openDatabase } from '../setup/api.ts';

/** The life of an access token, in seconds, and what the reading adds to it. */
const LIFE = 900;
const OVERLAP = 10;

let database: Database;
beforeAll(async () => {
  database = await openDatabase();
});
afterAll(() => database.close());
beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

const pass = (seconds: number) => vi.advanceTimersByTime(seconds * 1_000);

test('a login that ended is known for as long as an access token of it may live, and then forgotten', async () => {
  const ended = createEndedLogins(database.pool, LIFE);
  ended.add('early');
  pass(60);
  ended.add('late');
  // Said again, by the reading that finds it in the database: it is remembered no longer for that.
  ended.add('early');
  const known = async () => {
    await ended.read();
    return ['early', 'late'].filter((login) => ended.has(login));
  };
  expect(await known()).toEqual(['early', 'late']);
  pass(LIFE - 60);
  expect(await known()).toEqual(['early', 'late']);
  pass(OVERLAP);
  expect(await known()).toEqual(['late']);
  pass(60);
  expect(await known()).toEqual([]);
});
