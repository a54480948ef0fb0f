/** What is asked did not answer in time; it may still do so, and nobody waits. */
export class TimeoutError extends Error {
  constructor(timeoutMs: number) {
    super(`no answer within ${timeoutMs} ms`);
    this.name = 'TimeoutError';
  }
}

/** The answer, or TimeoutError after `timeoutMs`. What comes later is ignored. @throws {TimeoutError} */
export async function withTimeout<T>(timeoutMs: number, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TimeoutError(timeoutMs)), timeoutMs);
  });
  answer.catch(() => {});
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * One call at a time: who asks while it runs gets its answer. Something that hangs is asked once, however
 * many pages wait for it.
 */
export function oneAtATime<T>(ask: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  return () => {
    running ??= ask().finally(() => {
      running = undefined;
    });
    return running;
  };
}

/**
 * One answer for everybody who asks within `ms`, and for all who ask while it is being made. Asking again after a
 * failure asks anew.
 */
export function shareFor<T>(ms: number, make: () => Promise<T>): () => Promise<T> {
  let made: { at: number; answer: Promise<T> } | undefined;
  const once = oneAtATime(make);
  return () => {
    if (made && performance.now() - made.at < ms) return made.answer;
    const answer = once();
    made = { at: performance.now(), answer };
    answer.catch(() => {
      made = undefined;
    });
    return answer;
  };
}
