import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { Problem } from '../../errors.ts';
import { Choice, problemResponses } from '../schemas.ts';
import { listenForMetrics } from './metrics-port.ts';
import { isFromThisMachine } from './metrics-reach.ts';
import { createReadiness } from './readiness.ts';

const State = Choice(['up', 'down', 'unused']);
const Health = Type.Object({ status: Type.Literal('ok') }, { title: 'Health', description: 'Alive' });
const Readiness = Type.Object(
  {
    status: Choice(['ready', 'degraded', 'unavailable'], {
      description: 'degraded: orders are taken and reads are served, slower; what is owed waits',
    }),
    database: State,
    redis: State,
  },
  { title: 'Readiness', description: 'How database and Redis are' },
);

export const operationsRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const tags = ['Operations'];
  const config = { access: 'anyone' } as const;
  const readiness = await createReadiness(app);
  await listenForMetrics(app);

  app.get(
    '/healthz',
    {
      config,
      schema: {
        tags,
        operationId: 'getHealth',
        summary: 'Alive',
        description: 'The process answers; it asks nothing else.',
        response: { 200: Health },
      },
    },
    async () => ({ status: 'ok' as const }),
  );

  app.get(
    '/readyz',
    {
      config,
      schema: {
        tags,
        operationId: 'getReadiness',
        summary: 'Able to serve and to take orders',
        description: 'Asks the database and Redis, and waits a second at most.',
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
        operationId: 'getMetrics',
        summary: 'Prometheus metrics',
        description:
          'Text in the format of Prometheus. For this machine alone, unless METRICS_PUBLIC is true; else 404.',
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
