import fp from 'fastify-plugin';
import { registerPaymentMetrics } from '../../order-payments/payment-notes.ts';
import { registerDeliveryMetrics } from '../../outbox/delivery-metrics.ts';
import { registerDriftMetrics } from '../../stock/drift-metrics.ts';

/** What is owed, how deep the queues are and what the last reconciliation found, on the API's own /metrics. */
export const deliveryMetricsPlugin = fp(
  async (app) => {
    registerDeliveryMetrics(app.metrics.registry, app.pg, app.queues);
    registerDriftMetrics(app.metrics.registry, app.pg);
    registerPaymentMetrics(app.metrics.registry, app.pg);
  },
  { name: 'delivery-metrics', dependencies: ['metrics', 'jobs', 'database'] },
);
