import { expect, test } from 'vitest';
import { createHashingLine, type HashingTurn } from '../../src/accounts/hashing-line.ts';
import { gate } from '../setup/wait.ts';

/** A line of one place, held until `open`, that notes in which order the turns come. */
function line(limits: { waiting?: number; waitingPerAddress?: number } = {}) {
  const hashing = createHashingLine({ running: 1, waiting: 1_000, waitingPerAddress: 1_000, ...limits });
  const came: string[] = [];
  const held = gate();
  void hashing.run({ kind: 'registration', address: 'first' }, () => held.promise);
  const join = (name: string, turn: HashingTurn) =>
    hashing
      .run(turn, async () => void came.push(name))
      .catch((error) => (error.fault?.kind ?? error.name) as string);
  return { hashing, came, join, open: held.resolve };
}
const login = (address: string, signal?: AbortSignal): HashingTurn => ({
  kind: 'login',
  address,
  ...(signal && { signal }),
});
const registration = (address: string): HashingTurn => ({ kind: 'registration', address });
const many = (count: number, make: (n: number) => Promise<unknown>) =>
  Array.from({ length: count }, (_, n) => make(n));

test('a login goes before a thousand registrations that came earlier', async () => {
  const { join, came, open } = line();
  const crowd = many(999, (n) => join(`registration ${n}`, registration(`address ${n % 3}`)));
  const person = join('login', login('home'));
  open();
  await Promise.all([...crowd, person]);
  expect(came[0]).toBe('login');
  expect(came).toHaveLength(1_000);
});

test('addresses take turns: who comes alone does not wait for the crowd at another address', async () => {
  const { join, came, open } = line();
  const crowd = many(50, () => join('crowd', login('crowd')));
  const others = many(3, (n) => join(`other ${n}`, login(`home ${n}`)));
  open();
  await Promise.all([...crowd, ...others]);
  expect(came.slice(0, 4)).toEqual(['crowd', 'other 0', 'other 1', 'other 2']);
});

test('a registration gets a turn after three logins', async () => {
  const { join, came, open } = line();
  const all = [...many(20, (n) => join('login', login(`${n}`))), join('registration', registration('home'))];
  open();
  await Promise.all(all);
  expect(came.indexOf('registration')).toBe(3);
});

test('registrations that wait get one turn in four, and no more while logins wait', async () => {
  const { join, came, open } = line();
  const all = [
    ...many(12, (n) => join('login', login(`${n}`))),
    ...many(6, (n) => join('registration', registration(`${n}`))),
  ];
  open();
  await Promise.all(all);
  const round = ['login', 'login', 'login', 'registration'];
  expect(came).toEqual([...round, ...round, ...round, ...round, 'registration', 'registration']);
});

test('two addresses with a crowd each take turns to the end', async () => {
  const { join, came, open } = line();
  const all = [...many(3, () => join('a', login('a'))), ...many(3, () => join('b', login('b')))];
  open();
  await Promise.all(all);
  expect(came).toEqual(['a', 'b', 'a', 'b', 'a', 'b']);
});

test('so many are worked for at once as may be, and the place of who is done goes to who waits', async () => {
  const hashing = createHashingLine({ running: 2, waiting: 10, waitingPerAddress: 10 });
  const gates = [gate(), gate(), gate(), gate()];
  const begun: number[] = [];
  const all = gates.map(({ promise }, n) =>
    hashing.run(login('a'), () => {
      begun.push(n);
      return promise;
    }),
  );
  expect([begun, hashing.waiting]).toEqual([[0, 1], 2]);
  gates[1]!.resolve();
  await all[1];
  await Promise.resolve();
  expect([begun, hashing.waiting]).toEqual([[0, 1, 2], 1]);
  for (const { resolve } of gates) resolve();
  await Promise.all(all);
  // Both places are free again, and there are no more than two.
  const later = [gate(), gate(), gate()];
  for (const [n, { promise }] of later.entries())
    void hashing.run(login('a'), () => {
      begun.push(4 + n);
      return promise;
    });
  expect([begun, hashing.waiting]).toEqual([[0, 1, 2, 3, 4, 5], 1]);
});

test('who hung up is not worked for, before the line and in it', async () => {
  const { hashing, join, came, open } = line();
  const hungUp = new AbortController();
  const crowd = many(100, () => join('gone', login('crowd', hungUp.signal)));
  const kept = join('kept', login('crowd'));
  hungUp.abort();
  expect(hashing.waiting).toBe(1);
  const late = join('late', login('crowd', hungUp.signal));
  open();
  expect(new Set(await Promise.all([...crowd, late]))).toEqual(new Set(['Abandoned']));
  await kept;
  expect(came).toEqual(['kept']);
});

test('a full line: the longest queue gives up its newest, and a newcomer is let in', async () => {
  const { join, came, open } = line({ waiting: 10 });
  const crowd = many(10, (n) => join(`crowd ${n}`, registration('crowd')));
  const newcomer = join('newcomer', registration('home'));
  open();
  expect(await Promise.all(crowd)).toEqual([...Array(9).fill(undefined), 'busy']);
  await newcomer;
  expect(came).toContain('newcomer');
});

test.each([
  ['logins', login, registration],
  ['registrations', registration, login],
])(
  'a full line of %s: the crowd gives up, wherever it came from in the line',
  async (_, ofCrowd, ofOthers) => {
    const { join, came, open } = line({ waiting: 8 });
    const few = many(2, (n) => join(`few ${n}`, ofCrowd('few')));
    const crowd = many(3, (n) => join(`crowd ${n}`, ofCrowd('crowd')));
    const some = many(2, (n) => join(`some ${n}`, ofOthers('some')));
    const newcomers = many(2, (n) => join(`newcomer ${n}`, ofOthers(`home ${n}`)));
    open();
    expect(await Promise.all(crowd)).toEqual([undefined, undefined, 'busy']);
    await Promise.all([...few, ...some, ...newcomers]);
    expect(came).toHaveLength(8);
  },
);

test('one address has so many waiting and no more', async () => {
  const { join, open } = line({ waitingPerAddress: 5 });
  const crowd = many(8, () => join('crowd', login('crowd')));
  open();
  const refused = (await Promise.all(crowd)).filter((code) => code === 'busy');
  expect(refused).toHaveLength(3);
});

test('who is refused is told when to come again', async () => {
  const { hashing } = line({ waitingPerAddress: 0 });
  const error = await hashing.run(login('a'), async () => {}).catch((reason) => reason);
  expect(error).toMatchObject({ fault: { kind: 'busy', retryAfterSeconds: 2 } });
});

test('what fails gives its place to the next', async () => {
  const hashing = createHashingLine({ running: 1, waiting: 10, waitingPerAddress: 10 });
  await expect(hashing.run(login('a'), () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await hashing.run(login('a'), async () => 'next')).toBe('next');
});
