import fp from 'fastify-plugin';
import { registerPaymentMetrics } from '../../order-payments/payment-notes.ts';
import { registerDeliveryMetrics } from '../../outbox/delivery-metrics.ts';
import { registerDriftMetrics } from '../../stock/drift-metrics.ts';
import { registerWebhookMetrics } from '../../webhooks/webhook-metrics.ts';

/** What is owed to queues, providers and endpoints, how deep the queues are and what the last reconciliation found, on the API's own /metrics. */
export const deliveryMetricsPlugin = fp(
  async (app) => {
    registerDeliveryMetrics(app.metrics.registry, app.pg, app.queues);
    registerDriftMetrics(app.metrics.registry, app.pg);
    registerPaymentMetrics(app.metrics.registry, app.pg);
    registerWebhookMetrics(app.metrics.registry, app.pg);
  },
  { name: 'delivery-metrics', dependencies: ['metrics', 'jobs', 'database'] },
);
