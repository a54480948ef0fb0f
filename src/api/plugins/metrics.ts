import fp from 'fastify-plugin';
import { Counter, Gauge, Registry } from 'prom-client';
import { collectProcessMetrics } from '../../process/process-metrics.ts';
import { createRequestTimes } from './request-times.ts';

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
    const noteTime = createRequestTimes(registry);
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
      noteTime(request.method, route, reply.statusCode, reply.elapsedTime / 1_000);
      done();
    });
    app.decorate('metrics', { registry, orders });
  },
  { name: 'metrics', dependencies: ['database'] },
);
