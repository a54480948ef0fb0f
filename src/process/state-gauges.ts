import { Gauge, type Registry } from 'prom-client';
import { shareFor, withTimeout } from '../async/timeout.ts';

/** Scrapes withTimeout this time share one look, in ms. */
const FRESH_MS = 5_000;
/** A scrape waits this long, in ms; what is away is missing from its answer. */
const TIMEOUT_MS = 1_000;

/** One look for all gauges and scrapes of a few seconds. @throws where it fails or takes too long */
export const lookOnce = <State>(look: () => Promise<State>): (() => Promise<State>) =>
  shareFor(FRESH_MS, () => withTimeout(TIMEOUT_MS, look()));

/** Makes gauges that show one state; those of which `read` says nothing are missing from the scrape. */
export function stateGauges<State>(registry: Registry, look: () => Promise<State>) {
  const state = lookOnce(look);
  return (name: string, help: string, read: (state: State) => number | undefined) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        this.reset();
        const value = await state().then(read, () => undefined);
        if (value === undefined) this.remove();
        else this.set(value);
      },
    });
}
