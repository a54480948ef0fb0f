import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { Problem } from '../../errors.ts';
import { problemResponses } from '../schemas.ts';
import { listenForMetrics } from './metrics-port.ts';
import { isFromThisMachine } from './metrics-reach.ts';
import { createReadiness } from './readiness.ts';

const State = Type.Union([Type.Literal('up'), Type.Literal('down'), Type.Literal('unused')]);
const Readiness = Type.Object({
  status: Type.Union([Type.Literal('ready'), Type.Literal('degraded'), Type.Literal('unavailable')], {
    description: 'degraded: orders are taken and reads are served, slower; what is owed waits',
  }),
  database: State,
  redis: State,
});

export const operationsRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const tags = ['Operations'];
  const config = { access: 'anyone' } as const;
  const readiness = await createReadiness(app);
  await listenForMetrics(app);

  app.get(
    '/healthz',
    {
      config,
      schema: { tags, summary: 'Alive', response: { 200: Type.Object({ status: Type.Literal('ok') }) } },
    },
    async () => ({ status: 'ok' as const }),
  );

  app.get(
    '/readyz',
    {
      config,
      schema: {
        tags,
        summary: 'Able to serve and to take orders',
        response: { 200: Readiness, 503: Readiness },
      },
    },
    async (_request, reply) => {
      const found = await readiness();
      return reply.code(found.status === 'unavailable' ? 503 : 200).send(found);
    },
  );

  app.get(
    '/metrics',
    {
      config: { ...config, html: true },
      schema: {
        tags,
        summary: 'Prometheus metrics',
        description: 'For this machine alone, unless METRICS_PUBLIC is true; else 404.',
        response: {
          200: { description: 'Text', content: { 'text/plain': { schema: Type.String() } } },
          ...problemResponses('not_found'),
        },
      },
    },
    async (request, reply) => {
      // They tell orders by outcome, queues and releases: nothing for the internet.
      if (!app.config.metricsPublic && !isFromThisMachine(request)) throw new Problem('not_found');
      return reply.type(app.metrics.registry.contentType).send(await app.metrics.registry.metrics());
    },
  );
};
