import fp from 'fastify-plugin';
import { registerDeliveryMetrics } from '../../outbox/delivery-metrics.ts';

/** What is owed and how deep the queues are, on the API's own /metrics. */
export const deliveryMetricsPlugin = fp(
  async (app) => registerDeliveryMetrics(app.metrics.registry, app.pg, app.queues),
  { name: 'delivery-metrics', dependencies: ['metrics', 'jobs', 'database'] },
);
