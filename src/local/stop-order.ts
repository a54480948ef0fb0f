import type { Kept } from './keep-running.ts';

/** Whatever can be stopped, with a limit in ms. */
export interface Stoppable {
  stop(withinMs: number): Promise<unknown>;
}

/** First who takes orders, then who works on them, last what both stand on. */
const order = ['api', 'worker', 'inbox', 'payments', 'redis', 'postgres'] as const;
export type Part = (typeof order)[number];

/** Limits in ms; together below the 10 s in which all must be gone, a kill included. */
const limits: Record<Part, number> = {
  api: 3_500,
  worker: 2_500,
  inbox: 300,
  payments: 300,
  redis: 1_000,
  postgres: 1_500,
};

/** What runs, for stopping it in order. */
export class RunningParts {
  readonly #parts = new Map<Part, Stoppable>();

  add(part: Part, stoppable: Stoppable): void {
    this.#parts.set(part, stoppable);
  }

  async stopAll(): Promise<void> {
    for (const part of order) {
      try {
        await this.#parts.get(part)?.stop(limits[part]);
      } catch {
        // One that cannot be stopped must not keep the others running.
      }
    }
  }

  /** For somebody in a hurry: API and worker at once; the outbox and the idempotency keys make it safe. */
  killApps(): void {
    for (const part of ['api', 'worker'] as const) (this.#parts.get(part) as Kept | undefined)?.kill();
  }
}
