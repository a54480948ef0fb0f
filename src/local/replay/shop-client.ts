import { setTimeout as delay } from 'node:timers/promises';
import { ReplayFailure } from './failure.ts';
import { type HttpAnswer, httpCall } from './http-call.ts';

/** A server that restarts is back in seconds; one that is not back by then will not come back. */
const GIVE_UP_AFTER_MS = 20_000;
const requestTimeoutMs = 30_000;
const pauseMs = 250;
/** Above this the server does not mean "in a moment". */
const longestRetryAfterSeconds = 120;

export interface ShopRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  path: string;
  body?: unknown;
  token?: string;
  idempotencyKey?: string;
}

/** An answer that is no success. `code` is the one of the problem catalogue. */
export class Refusal extends ReplayFailure {
  constructor(
    { method, path }: ShopRequest,
    readonly status: number,
    readonly code: string,
    detail: string,
  ) {
    super(`${method} ${path} was answered ${status} ${code}${detail === '' ? '' : `: ${detail}`}`);
  }
}

/**
 * Sends requests as a well-behaved client does: waits as long as `Retry-After` asks at 429 and 503, and tries
 * again when the answer was lost. Whatever is sent here may be sent twice: it is a GET, sets something to a
 * value, or carries an Idempotency-Key.
 */
export class ShopClient {
  constructor(
    readonly url: string,
    readonly giveUpAfterMs = GIVE_UP_AFTER_MS,
  ) {}

  /** @throws {Refusal} for a 4xx that trying again does not change; {ReplayFailure} when the shop does not answer */
  async send<T>(request: ShopRequest): Promise<T> {
    let failingSince: number | undefined;
    for (;;) {
      const answer = await this.#attempt<T>(request);
      if (answer.kind === 'done') return answer.body;
      if (answer.kind === 'later') {
        failingSince = undefined;
        await delay(answer.seconds * 1_000);
        continue;
      }
      failingSince ??= Date.now();
      if (Date.now() - failingSince > this.giveUpAfterMs) throw this.#gone(answer.reason);
      await delay(pauseMs);
    }
  }

  /** @throws {ReplayFailure} at once when no shop answers at this address */
  async checkAlive(): Promise<void> {
    let status: number;
    try {
      ({ status } = await httpCall(`${this.url}/healthz`, { method: 'GET', timeoutMs: 5_000 }));
    } catch (error) {
      throw new ReplayFailure(
        `No shop answers at ${this.url} (${reasonOf(error)}): start it first (npm start), or name its address with --url`,
      );
    }
    if (status !== 200) throw new ReplayFailure(`${this.url}/healthz answers ${status}: is this the shop?`);
  }

  async #attempt<T>(request: ShopRequest): Promise<Attempt<T>> {
    try {
      const answer = await httpCall(`${this.url}${request.path}`, {
        method: request.method,
        headers: headersOf(request),
        ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
        timeoutMs: requestTimeoutMs,
      });
      const isSuccess = answer.status >= 200 && answer.status < 300;
      return isSuccess ? { kind: 'done', body: JSON.parse(answer.text) as T } : judge(request, answer);
    } catch (error) {
      if (error instanceof ReplayFailure) throw error;
      return { kind: 'failed', reason: reasonOf(error) };
    }
  }

  #gone(reason: string): ReplayFailure {
    const seconds = Math.round(this.giveUpAfterMs / 1_000);
    return new ReplayFailure(`The shop at ${this.url} has not answered for ${seconds} s (${reason})`);
  }
}

type Attempt<T> =
  | { kind: 'done'; body: T }
  | { kind: 'later'; seconds: number }
  | { kind: 'failed'; reason: string };

function judge(request: ShopRequest, { status, headers, text }: HttpAnswer): Attempt<never> {
  const { code = '', detail = '' } = problemOf(text);
  const retryAfter = Number(headers['retry-after'] ?? Number.NaN);
  if (status === 503 && code !== 'overloaded') {
    // Its database is away: a failure with a time limit, unlike a queue that is merely long.
    return { kind: 'failed', reason: `503 ${code}` };
  }
  const isLater = status === 429 || status === 503 || code === 'idempotency_in_progress';
  if (isLater && !(retryAfter > longestRetryAfterSeconds)) {
    return { kind: 'later', seconds: Number.isFinite(retryAfter) ? retryAfter : 1 };
  }
  if (status >= 500) return { kind: 'failed', reason: `${status} ${code}` };
  throw new Refusal(request, status, code, detail);
}

function headersOf({ body, token, idempotencyKey }: ShopRequest): Record<string, string> {
  return {
    accept: 'application/json',
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
  };
}

function problemOf(text: string): { code?: string; detail?: string } {
  try {
    return JSON.parse(text) as { code?: string; detail?: string };
  } catch {
    return {};
  }
}

function reasonOf(error: unknown): string {
  const { code, message } = error as Error & { code?: string };
  return code === 'ETIMEDOUT' ? 'timed out' : (code ?? message);
}
