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

test('begins tasks in their order, never two that conflict, never more than allowed', async () => {
  const task = fc.record({ group: fc.integer({ min: 0, max: 4 }), turns: fc.nat({ max: 9 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(task), fc.integer({ min: 1, max: 5 }), async (tasks, concurrency) => {
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
      expect(begun).toEqual(tasks);
      expect(underway.size).toBe(0);
    }),
  );
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
