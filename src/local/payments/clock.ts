/** The simulator's own time: the machine's, and what it was put forward. */
export class Clock {
  #aheadMs = 0;
  #latestMs = 0;

  /** Milliseconds since 1970. */
  nowMs(): number {
    return Date.now() + this.#aheadMs;
  }

  /** Seconds since 1970, as on the wire. */
  now(): number {
    return Math.floor(this.nowMs() / 1000);
  }

  /** The same, later than any that it gave before: what is begun in a row stays in it. */
  nextMs(): number {
    this.#latestMs = Math.max(this.#latestMs + 1, this.nowMs());
    return this.#latestMs;
  }

  advance(ms: number): void {
    this.#aheadMs += ms;
  }
}
