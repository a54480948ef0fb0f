import type { FastifyInstance } from 'fastify';
import { startMetricsServer } from '../../metrics-server.ts';

/** Answers `GET /metrics` on API_METRICS_PORT as well, where it is set: a port that the public does not reach. */
export async function listenForMetrics(app: FastifyInstance): Promise<void> {
  const { host, apiMetricsPort } = app.config;
  if (apiMetricsPort === undefined) return;
  const server = await startMetricsServer(app.metrics.registry, { host, port: apiMetricsPort });
  app.log.info({ url: server.url }, 'metrics ready');
  app.addHook('onClose', async () => server.close());
}
