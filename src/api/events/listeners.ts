import type { FastifyRequest } from 'fastify';
import { Problem } from '../../errors.ts';

/** Requests of one process that wait for events at once, as streams or not; each costs a connection and little more. */
const MOST_LISTENERS = 200;
const RETRY_SECONDS = 5;

/** Whoever waits for events in this process: bounded in number, and told when to stop. */
export class Listeners {
  #waiting = 0;
  readonly #closing = new AbortController();

  /** The process is about to end: nobody waits any longer. */
  close(): void {
    this.#closing.abort();
  }

  /**
   * Runs what waits, under a signal that aborts when its time is over, its client is gone, or the process ends.
   * @throws {Problem} `overloaded` when too many wait already
   */
  enter(request: FastifyRequest, forMs: number): { signal: AbortSignal; leave(): void } {
    if (this.#waiting >= MOST_LISTENERS)
      throw new Problem('overloaded', 'Too many wait for events', { retryAfterSeconds: RETRY_SECONDS });
    this.#waiting++;
    const gone = new AbortController();
    const onGone = () => gone.abort();
    request.raw.socket.once('close', onGone);
    let isIn = true;
    return {
      signal: AbortSignal.any([gone.signal, this.#closing.signal, AbortSignal.timeout(forMs)]),
      leave: () => {
        if (!isIn) return;
        isIn = false;
        this.#waiting--;
        request.raw.socket.off('close', onGone);
      },
    };
  }
}
