/** Latencies of one kind of call, in ms. */
export class Latencies {
  #values: number[] = [];
  #isSorted = true;

  add(ms: number): void {
    this.#values.push(ms);
    this.#isSorted = false;
  }

  get count(): number {
    return this.#values.length;
  }

  /** The value that this part of all does not exceed; 0 where there is none. */
  quantile(part: number): number {
    if (!this.#isSorted) {
      this.#values.sort((a, b) => a - b);
      this.#isSorted = true;
    }
    return this.#values[Math.max(0, Math.ceil(part * this.#values.length) - 1)] ?? 0;
  }

  /** `p50 / p99 ms` as the tables have it. */
  toString(): string {
    return `p50 ${this.quantile(0.5).toFixed(1)} ms, p99 ${this.quantile(0.99).toFixed(1)} ms`;
  }
}
