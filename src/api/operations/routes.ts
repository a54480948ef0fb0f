import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { Choice } from '../schemas.ts';

/** How long a readiness check waits for the database, in ms. */
const PATIENCE_MS = 1_000;

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
      const database = await isUp(() => app.pg.query('select 1'));
      // A write: a Redis that is full still answers PING, and takes no job.
      const redis = app.hasDecorator('redis')
        ? await isUp(() => app.redis.set('readyz', '1', 'PX', 1_000))
        : 'unused';
      const status = database === 'down' ? 'unavailable' : redis === 'down' ? 'degraded' : 'ready';
      return reply.code(database === 'down' ? 503 : 200).send({ status, database, redis });
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
        description: 'Text in the format of Prometheus.',
        response: {
          200: { description: 'Text', content: { 'text/plain': { schema: Type.String() } } },
        },
      },
    },
    async (_request, reply) =>
      reply.type(app.metrics.registry.contentType).send(await app.metrics.registry.metrics()),
  );
};

async function isUp(check: () => Promise<unknown>): Promise<'up' | 'down'> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('too slow')), PATIENCE_MS);
  });
  try {
    await Promise.race([check(), patience]);
    return 'up';
  } catch {
    return 'down';
  } finally {
    clearTimeout(timer);
  }
}
