import { expect, test } from 'vitest';
import { createReader } from '../../../../src/api/admin/overview/reading.ts';
import { shareFor } from '../../../../src/async/timeout.ts';
import { gate } from '../../../setup/wait.ts';

const ignore = () => {};

test('a figure that hangs is asked once, holds nobody up twice, and is taken when it comes', async () => {
  const answer = gate();
  let asked = 0;
  const read = createReader(
    async () => {
      asked++;
      await answer.promise;
      return 7;
    },
    ignore,
    100,
  );
  expect(await Promise.all([read(), read()])).toEqual([
    { ok: false, late: true },
    { ok: false, late: true },
  ]);
  expect(await read()).toEqual({ ok: false, late: true });
  expect(asked).toBe(1);
  const waiting = read();
  answer.resolve();
  expect(await waiting).toEqual({ ok: true, value: 7 });
});

test('a figure that fails says so, and is asked again', async () => {
  const faults: unknown[] = [];
  let broken = true;
  const read = createReader(
    async () => {
      if (broken) throw new Error('gone');
      return 7;
    },
    (error) => faults.push((error as Error).message),
  );
  expect(await read()).toEqual({ ok: false, late: false });
  broken = false;
  expect(await read()).toEqual({ ok: true, value: 7 });
  expect(faults).toEqual(['gone']);
});

test('many who ask at once share one answer, and who asks later gets a new one', async () => {
  let made = 0;
  const share = shareFor(60_000, async () => ++made);
  expect(await Promise.all(Array.from({ length: 10 }, share))).toEqual(Array(10).fill(1));
  expect(await share()).toBe(1);
  const fresh = shareFor(0, async () => ++made);
  expect([await fresh(), await fresh()]).toEqual([2, 3]);
});
