import { collectDefaultMetrics, Gauge, type Registry } from 'prom-client';
import { VERSION } from './version.ts';

/** Gauges that prom-client names like counters: `_total` is a counter's (Prometheus, metric naming). */
const misnamed = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];

/** Registers what every process of Holdfast tells of itself: Node's figures, and which build it is. */
export function collectProcessMetrics(registry: Registry): void {
  collectDefaultMetrics({ register: registry });
  // The same figures by type stay, as nodejs_active_handles and so on.
  for (const name of misnamed) registry.removeSingleMetric(name);
  new Gauge({
    name: 'holdfast_build_info',
    help: 'Always 1; the labels say which build this is',
    labelNames: ['version', 'node_version'],
    registers: [registry],
  }).set({ version: VERSION, node_version: process.version }, 1);
}
