import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { sharedStatement } from '../../src/batching/shared-statement.ts';

const PAUSE_MS = 5_000;
const PATIENCE_MS = 600_000;

let statements: string[][];
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'setImmediate', 'performance'] });
  statements = [];
});
afterEach(() => void vi.useRealTimers());

const quickly = async (items: string[]) => {
  statements.push(items);
  return items.map((item) => item.toUpperCase());
};

it('asks at once when idle, for all that came in the same turn', async () => {
  const ask = sharedStatement(quickly, { pauseMs: PAUSE_MS });
  const answers = Promise.all([ask('a'), ask('b')]);
  await vi.advanceTimersByTimeAsync(0);
  expect(await answers).toEqual(['A', 'B']);
  expect(statements).toEqual([['a', 'b']]);
});

it('lets a pause pass before the next statement, which all share who came meanwhile', async () => {
  const ask = sharedStatement(quickly, { pauseMs: PAUSE_MS });
  const answers = [ask('a')];
  await vi.advanceTimersByTimeAsync(0);
  answers.push(ask('b'));
  await vi.advanceTimersByTimeAsync(PAUSE_MS - 1);
  answers.push(ask('c'));
  expect(statements).toEqual([['a']]);
  await vi.advanceTimersByTimeAsync(1);
  expect(statements).toEqual([['a'], ['b', 'c']]);
  expect(await Promise.all(answers)).toEqual(['A', 'B', 'C']);
});

it('asks at once again after a quiet time', async () => {
  const ask = sharedStatement(quickly, { pauseMs: PAUSE_MS });
  const first = ask('a');
  await vi.advanceTimersByTimeAsync(PAUSE_MS);
  const second = ask('b');
  await vi.advanceTimersByTimeAsync(0);
  expect(await Promise.all([first, second])).toEqual(['A', 'B']);
});

it('has one statement under way at a time, and none of more than 200 items', async () => {
  let underWay = 0;
  let most = 0;
  const ask = sharedStatement(async (items: number[]) => {
    most = Math.max(most, ++underWay);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    underWay--;
    statements.push(items.map(String));
    return items;
  });
  const answers = Promise.all(Array.from({ length: 450 }, (_, n) => ask(n)));
  await vi.advanceTimersByTimeAsync(500);
  const later = ask(450);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await later).toBe(450);
  expect(await answers).toEqual(Array.from({ length: 450 }, (_, n) => n));
  expect(statements.map((items) => items.length)).toEqual([200, 200, 51]);
  expect(most).toBe(1);
});

it('tells an error to all who shared the statement, and goes on', async () => {
  let fails = true;
  const ask = sharedStatement(async (items: string[]) => {
    if (fails) throw new Error('away');
    return items;
  });
  const failed = Promise.allSettled([ask('a'), ask('b')]);
  await vi.advanceTimersByTimeAsync(0);
  expect((await failed).map((one) => one.status)).toEqual(['rejected', 'rejected']);
  fails = false;
  const next = ask('c');
  await vi.advanceTimersByTimeAsync(0);
  expect(await next).toBe('c');
});

it('lets go of whoever waits for too long behind a statement that hangs, in the order of their coming', async () => {
  const ask = sharedStatement(() => new Promise<string[]>(() => {}), { patienceMs: PATIENCE_MS });
  void ask('hangs');
  await vi.advanceTimersByTimeAsync(0);
  const gone: string[] = [];
  ask('a').catch(() => gone.push('a'));
  await vi.advanceTimersByTimeAsync(PATIENCE_MS / 2);
  ask('b').catch(() => gone.push('b'));
  await vi.advanceTimersByTimeAsync(PATIENCE_MS / 2);
  expect(gone).toEqual(['a']);
  await vi.advanceTimersByTimeAsync(PATIENCE_MS / 2);
  expect(gone).toEqual(['a', 'b']);
});
