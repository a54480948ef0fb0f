/** Told when something that comes and goes is lost, and when it is back. */
export interface AvailabilityHooks {
  onLost(error: unknown): void;
  onBack(): void;
}

/** A part that nobody heard of for this long may be reported lost again, in ms. */
const REMIND_AFTER_MS = 60_000;

/** Turns the stream of errors of a backend that is gone into one line for each outage, and one a minute. */
export class Availability {
  #toldAt: number | undefined;

  constructor(private readonly hooks: AvailabilityHooks) {}

  lost(error: unknown): void {
    const now = performance.now();
    if (this.#toldAt !== undefined && now - this.#toldAt < REMIND_AFTER_MS) return;
    this.#toldAt = now;
    this.hooks.onLost(error);
  }

  back(): void {
    if (this.#toldAt === undefined) return;
    this.#toldAt = undefined;
    this.hooks.onBack();
  }
}
