import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** What the checkout queue tells, as metrics. */
export function watchCheckouts(registry: Registry, line: () => { waiting: number; deferred: number }) {
  const registers = [registry];
  const batches = new Histogram({
    name: 'holdfast_checkout_batch_size',
    help: 'Checkouts that shared a transaction',
    buckets: [1, 2, 4, 8, 16, 32, 64, 128],
    registers,
  });
  const lostRaces = new Counter({
    name: 'holdfast_checkout_lost_races_total',
    help: 'Transactions that were decided again because a product or cart had changed',
    registers,
  });
  new Gauge({
    name: 'holdfast_checkouts_waiting',
    help: 'Checkouts that wait for their batch',
    registers,
    collect() {
      this.set(line().waiting);
    },
  });
  new Gauge({
    name: 'holdfast_checkouts_deferred',
    help: 'Checkouts whose batch could not take them along and that wait for the next: what they need was locked, or the carts were too large together',
    registers,
    collect() {
      this.set(line().deferred);
    },
  });
  return {
    onBatch: (size: number) => batches.observe(size),
    onLostRace: () => lostRaces.inc(),
  };
}
