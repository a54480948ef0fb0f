import { secondsOf } from './problem.ts';

export interface RetryOptions {
  /** Attempts in all, the first included; 5 unless told. */
  attempts?: number;
  /** The longest that an answer's Retry-After is waited for, in ms; 30,000 unless told. */
  maxWaitMs?: number;
}

/** Answers after which nothing has begun, or the same key answers the same. */
const PASSING = new Set([429, 502, 503, 504]);
const IN_PROGRESS = 'idempotency_in_progress';

/**
 * Sends a request again after a broken line, a 429 and a 503, as long as the shop asks to wait. Only what does no harm
 * twice: reads, PUT, DELETE, and whatever carries an Idempotency-Key.
 */
export function withRetries(
  fetch: (request: Request) => Promise<Response>,
  { attempts = 5, maxWaitMs = 30_000 }: RetryOptions,
): (request: Request) => Promise<Response> {
  return async (request) => {
    for (let attempt = 1; ; attempt++) {
      const isLast = attempt >= attempts || !isRepeatable(request);
      let waitMs = backoffMs(attempt);
      try {
        // A body can be sent once: the copy goes, the original stays.
        const response = await fetch(isLast ? request : request.clone());
        if (isLast || !(await isPassing(response))) return response;
        const asked = secondsOf(response);
        if (asked !== undefined) {
          if (asked * 1_000 > maxWaitMs) return response;
          waitMs = Math.max(waitMs, asked * 1_000);
        }
        await response.body?.cancel();
      } catch (error) {
        if (isLast || request.signal.aborted) throw error;
      }
      await wait(waitMs, request.signal);
    }
  };
}

function isRepeatable({ method, headers }: Request): boolean {
  return method !== 'POST' && method !== 'PATCH' ? true : headers.has('idempotency-key');
}

async function isPassing(response: Response): Promise<boolean> {
  if (PASSING.has(response.status)) return true;
  if (response.status !== 409) return false;
  const body = await response
    .clone()
    .json()
    .catch(() => undefined);
  return (body as { code?: string } | undefined)?.code === IN_PROGRESS;
}

/** Twice as long each time, with jitter: those who were refused together do not come back together. */
function backoffMs(attempt: number): number {
  return Math.min(8_000, 250 * 2 ** (attempt - 1)) * (0.5 + Math.random() / 2);
}

/** @throws the signal's reason when it is aborted meanwhile */
function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
