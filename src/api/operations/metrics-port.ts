import type { FastifyInstance } from 'fastify';
import { startMetricsServer } from '../../process/metrics-server.ts';

/** Answers `GET /metrics` on METRICS_PORT as well, where it is set: a port that the public does not reach. */
export async function listenForMetrics(app: FastifyInstance): Promise<void> {
  const { host, metricsPort: port } = app.config;
  if (port === undefined) return;
  const server = await startMetricsServer(app.metrics.registry, { host, port }, app.log);
  if (server === undefined) return;
  app.log.info({ url: server.url }, 'metrics ready');
  app.addHook('onClose', async () => server.close());
}
