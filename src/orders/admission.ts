/** Nothing was begun: there are too many already, and trying again in a moment makes sense. */
export class Overloaded extends Error {
  override readonly name = 'Overloaded';
}

export interface AdmissionOptions {
  /** Pieces of work that run at once. */
  maxRunning: number;
  /** Pieces of work that wait for one of those; one more is refused at once. */
  maxWaiting: number;
  /** How long one waits, in ms, before it is refused. */
  maxWaitMs: number;
}

export interface Admission {
  readonly running: number;
  readonly waiting: number;
  /** @throws {Overloaded} instead of starting `work` late */
  run<T>(work: () => Promise<T>): Promise<T>;
}

/** First come, first served, with a bound on how many wait and for how long. */
export function createAdmission({ maxRunning, maxWaiting, maxWaitMs }: AdmissionOptions): Admission {
  const queue = new Set<() => void>();
  let running = 0;

  const enter = () =>
    new Promise<void>((resolve, reject) => {
      if (running < maxRunning) {
        running++;
        resolve();
        return;
      }
      if (queue.size >= maxWaiting) {
        reject(new Overloaded('too many are waiting'));
        return;
      }
      const start = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        queue.delete(start);
        reject(new Overloaded(`waited for ${maxWaitMs} ms`));
      }, maxWaitMs);
      queue.add(start);
    });
  const leave = () => {
    const [next] = queue;
    if (!next) {
      running--;
      return;
    }
    queue.delete(next);
    next();
  };

  return {
    get running() {
      return running;
    },
    get waiting() {
      return queue.size;
    },
    async run(work) {
      await enter();
      try {
        return await work();
      } finally {
        leave();
      }
    },
  };
}
