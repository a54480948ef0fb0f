/**
 * Runs tasks side by side, each begun in its turn: one that conflicts with a task under way waits, and so does
 * all that comes after it. After the first failure, and once `shouldStop` says so, none is begun any more;
 * what is under way is finished.
 *
 * @throws what the first failed task threw
 */
export async function runInOrder<Task>(
  tasks: readonly Task[],
  options: {
    concurrency: number;
    conflicts: (one: Task, other: Task) => boolean;
    run: (task: Task) => Promise<void>;
    /** Told of each task as it begins, with its place. */
    shouldStop?: (task: Task, position: number) => boolean;
  },
): Promise<void> {
  const underway = new Map<Task, Promise<void>>();
  const faults: unknown[] = [];
  for (const [position, task] of tasks.entries()) {
    while (
      faults.length === 0 &&
      (underway.size >= options.concurrency ||
        [...underway.keys()].some((other) => options.conflicts(other, task)))
    ) {
      await Promise.race(underway.values());
    }
    if (faults.length > 0 || options.shouldStop?.(task, position)) break;
    const run = options
      .run(task)
      .catch((error: unknown) => void faults.push(error))
      .finally(() => underway.delete(task));
    underway.set(task, run);
  }
  await Promise.all(underway.values());
  if (faults.length > 0) throw faults[0];
}
