import fp from 'fastify-plugin';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { collectProcessMetrics } from '../../process/process-metrics.ts';

export interface ApiMetrics {
  registry: Registry;
  /** By outcome kind. */
  orders: Counter<'outcome'>;
}

declare module 'fastify' {
  interface FastifyInstance {
    metrics: ApiMetrics;
  }
}

export const metricsPlugin = fp(
  async (app) => {
    const registry = new Registry();
    collectProcessMetrics(registry);
    const registers = [registry];
    const requestTimes = new Histogram({
      name: 'holdfast_http_request_seconds',
      help: 'Time from request to answer, by route pattern',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers,
    });
    const orders = new Counter({
      name: 'holdfast_orders_total',
      help: 'Checkouts by what became of them',
      labelNames: ['outcome'],
      registers,
    });
    new Gauge({
      name: 'holdfast_database_connections',
      help: 'Connections of the pool, by state',
      labelNames: ['state'],
      registers,
      collect() {
        const { totalCount, idleCount, waitingCount } = app.pg;
        this.set({ state: 'total' }, totalCount);
        this.set({ state: 'idle' }, idleCount);
        this.set({ state: 'waiting' }, waitingCount);
      },
    });
    app.addHook('onResponse', (request, reply, done) => {
      const route = request.routeOptions.url ?? 'none';
      const labels = { method: request.method, route, status: reply.statusCode };
      requestTimes.observe(labels, reply.elapsedTime / 1_000);
      done();
    });
    app.decorate('metrics', { registry, orders });
  },
  { name: 'metrics', dependencies: ['database'] },
);
