import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runInOrder } from '../../../src/local/replay/in-order.ts';

interface Task {
  group: number;
  turns: number;
}

/** Lets other tasks go on for a number of turns. */
async function take(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await Promise.resolve();
}

test('tasks that conflict run one after the other and in their order, never more at once than allowed', async () => {
  const task = fc.record({ group: fc.integer({ min: 0, max: 4 }), turns: fc.nat({ max: 9 }) });
  await fc.assert(
    fc.asyncProperty(
      fc.array(task, { maxLength: 60 }),
      fc.integer({ min: 1, max: 5 }),
      async (tasks, concurrency) => {
        const begun: Task[] = [];
        const underway = new Set<Task>();
        await runInOrder(tasks, {
          concurrency,
          conflicts: (one, other) => one.group === other.group,
          run: async (one) => {
            begun.push(one);
            expect([...underway].map((other) => other.group)).not.toContain(one.group);
            underway.add(one);
            expect(underway.size).toBeLessThanOrEqual(concurrency);
            await take(one.turns);
            underway.delete(one);
          },
        });
        expect(begun).toHaveLength(tasks.length);
        for (let group = 0; group <= 4; group++) {
          const ofGroup = (some: Task[]) => some.filter((one) => one.group === group);
          for (const [n, one] of ofGroup(begun).entries()) expect(one).toBe(ofGroup(tasks)[n]);
        }
        expect(underway.size).toBe(0);
      },
    ),
  );
});

test('who conflicts with nothing overtakes those who wait, but none of those that it would have to wait for', async () => {
  const held = Promise.withResolvers<void>();
  const begun: string[] = [];
  // Like orders of which each has products at a price: B wants one of A's at another, C agrees with A and not with B.
  const conflicting = new Set(['AB', 'BC']);
  const all = runInOrder(['A', 'B', 'C', 'D'], {
    concurrency: 4,
    conflicts: (one, other) => conflicting.has(one + other),
    run: async (task) => {
      begun.push(task);
      if (task === 'A') await held.promise;
      if (task === 'D') held.resolve();
    },
  });
  await all;
  expect(begun).toEqual(['A', 'D', 'B', 'C']);
});

test('runs side by side what does not conflict', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const tasks = [() => promise, async () => resolve()];
  await runInOrder(tasks, { concurrency: 2, conflicts: () => false, run: (task) => task() });
});

test('after a failure nothing is begun, what is under way is finished, and the first failure is told', async () => {
  const done: number[] = [];
  const run = async (n: number) => {
    await take(n === 2 ? 1 : 5);
    if (n >= 2) throw new Error(`task ${n}`);
    done.push(n);
  };
  const tasks = [0, 1, 2, 3, 4, 5];
  await expect(runInOrder(tasks, { concurrency: 4, conflicts: () => false, run })).rejects.toThrow('task 2');
  expect(done).toEqual([0, 1]);
});

test('stops where it is told to', async () => {
  const begun: number[] = [];
  await runInOrder([0, 1, 2, 3], {
    concurrency: 2,
    conflicts: () => false,
    run: async (n) => void begun.push(n),
    shouldStop: (n) => n === 2,
  });
  expect(begun).toEqual([0, 1]);
});
