/** Items in one statement: enough for every job that runs at once, small enough to be quick. */
const MAX_ITEMS = 200;
/** A job that cannot get a word in for this long, in ms, fails and is tried again. */
const PATIENCE_MS = 10_000;

export interface Sharing {
  /**
   * Least time between the beginnings of two statements, in ms: what comes meanwhile goes together. A statement
   * costs the database as much as ten to twenty of its rows (bench/README.md).
   */
  readonly pauseMs?: number;
  readonly patienceMs?: number;
}

interface Waiting<Item, Outcome> {
  readonly item: Item;
  readonly until: number;
  resolve(outcome: Outcome): void;
  reject(error: unknown): void;
}

/**
 * Lets jobs that run at once share a statement, one at a time: what comes while one is under way, or too soon after
 * the last one, goes together in the next. An idle worker asks at once. An error is everybody's who shared the
 * statement; their jobs are tried again.
 *
 * @param run one outcome for each item, in order
 */
export function sharedStatement<Item, Outcome>(
  run: (items: Item[]) => Promise<Outcome[]>,
  { pauseMs = 0, patienceMs = PATIENCE_MS }: Sharing = {},
): (item: Item) => Promise<Outcome> {
  const line: Waiting<Item, Outcome>[] = [];
  let running = false;
  let due = false;
  let beganAt = Number.NEGATIVE_INFINITY;
  let watching = false;

  const next = () => {
    if (running || due || line.length === 0) return;
    due = true;
    const waitMs = beganAt + pauseMs - performance.now();
    // At once means after this turn of the event loop: what arrived together goes together.
    if (waitMs > 0) setTimeout(begin, waitMs);
    else setImmediate(begin);
  };
  const begin = async () => {
    due = false;
    const batch = line.splice(0, MAX_ITEMS);
    if (batch.length === 0) return;
    running = true;
    beganAt = performance.now();
    try {
      const outcomes = await run(batch.map(({ item }) => item));
      for (const [n, waiting] of batch.entries()) waiting.resolve(outcomes[n] as Outcome);
    } catch (error) {
      for (const waiting of batch) waiting.reject(error);
    } finally {
      running = false;
      next();
    }
  };
  /** Whoever has waited for too long leaves; items stand in the order in which they came. */
  const giveUp = () => {
    watching = false;
    const now = performance.now();
    while (line[0] && line[0].until <= now) line.shift()?.reject(new Error(`waited for ${patienceMs} ms`));
    if (line[0]) watch(line[0].until - now);
  };
  const watch = (ms: number) => {
    if (!watching) setTimeout(giveUp, ms).unref();
    watching = true;
  };

  return (item) =>
    new Promise((resolve, reject) => {
      line.push({ item, until: performance.now() + patienceMs, resolve, reject });
      watch(patienceMs);
      next();
    });
}
