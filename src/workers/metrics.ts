import { Counter, Histogram, Registry } from 'prom-client';
import { collectProcessMetrics } from '../process/process-metrics.ts';

/** What one worker counts of its own work. */
export type WorkerMetrics = ReturnType<typeof createWorkerMetrics>;

export function createWorkerMetrics() {
  const registry = new Registry();
  const registers = [registry];
  return {
    registry,
    /** Adds what every Node process has. */
    collectDefaults: () => collectProcessMetrics(registry),
    attempts: new Histogram({
      name: 'holdfast_job_attempt_seconds',
      help: 'Duration of one attempt of a job, by what became of it',
      labelNames: ['job', 'outcome'] as const,
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
      registers,
    }),
    failed: new Counter({
      name: 'holdfast_jobs_failed_total',
      help: 'Jobs that failed for good, by reason',
      labelNames: ['job', 'failure'] as const,
      registers,
    }),
    webhookAttempts: new Histogram({
      name: 'holdfast_webhook_attempt_seconds',
      help: 'Duration of one attempt to send a webhook, by what became of the delivery',
      labelNames: ['outcome'] as const,
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15],
      registers,
    }),
    delivered: new Counter({
      name: 'holdfast_mails_delivered_total',
      help: 'Mails that the mail server took and that are recorded as handed over',
      registers,
    }),
    deliverySeconds: new Histogram({
      name: 'holdfast_mail_delivery_seconds',
      help: 'Time from what a mail tells of, such as the placing of an order, until it was handed over',
      buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3_600, 86_400],
      registers,
    }),
  };
}
