/** The simulator's own time: the machine's, and what it was put forward. */
export class Clock {
  #aheadMs = 0;

  /** Milliseconds since 1970. */
  nowMs(): number {
    return Date.now() + this.#aheadMs;
  }

  /** Seconds since 1970, as on the wire. */
  now(): number {
    return Math.floor(this.nowMs() / 1000);
  }

  advance(ms: number): void {
    this.#aheadMs += ms;
  }
}
