/** Tasks that wait, for a place or for one that they conflict with: so many are looked through for one that can begin. */
const MAX_WAITING = 32;

/**
 * Runs tasks side by side. A task begins once no earlier one that it conflicts with is unfinished, so that any two that
 * conflict run in their order, and others may overtake them. After the first failure, none
 * is begun any more, and what is under way is finished; once `shouldStop` says so, those before it are run to the end.
 *
 * @throws what the first failed task threw
 */
export async function runInOrder<Task>(
  tasks: readonly Task[],
  options: {
    concurrency: number;
    conflicts: (one: Task, other: Task) => boolean;
    run: (task: Task) => Promise<void>;
    /** Told of each task in its turn, before it waits; no longer after a failure. */
    shouldStop?: (task: Task) => boolean;
  },
): Promise<void> {
  const underway = new Map<Task, Promise<void>>();
  const waiting = new Set<Task>();
  const faults: unknown[] = [];
  const begin = (task: Task): void => {
    const run = options
      .run(task)
      .catch((error: unknown) => void faults.push(error))
      .finally(() => underway.delete(task));
    underway.set(task, run);
  };
  /** Begins what may begin: in the order of the tasks, of which each looks at all that came before it. */
  const beginWaiting = (): void => {
    const before = [...underway.keys()];
    for (const task of waiting) {
      if (underway.size >= options.concurrency) return;
      if (!before.some((other) => options.conflicts(other, task))) {
        waiting.delete(task);
        begin(task);
      }
      before.push(task);
    }
  };

  const turns = tasks.values();
  let isEnd = false;
  for (;;) {
    while (!isEnd && faults.length === 0 && waiting.size < MAX_WAITING) {
      const turn = turns.next();
      isEnd = turn.done === true || options.shouldStop?.(turn.value) === true;
      if (!isEnd) waiting.add(turn.value as Task);
    }
    if (faults.length === 0) beginWaiting();
    if (underway.size === 0) break;
    await Promise.race(underway.values());
  }
  if (faults.length > 0) throw faults[0];
}
