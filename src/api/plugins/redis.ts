import { once } from 'node:events';
import fastifyRedis from '@fastify/redis';
import type { FastifyInstance } from 'fastify';
import fp from 'fastify-plugin';
import { Redis } from 'ioredis';

/** Nothing waits longer than this for Redis, in ms: it is a help, not a need. */
const COMMAND_TIMEOUT_MS = 100;
/** How long the start waits for a Redis that is slow to answer, in ms; after that it connects when it can. */
const START_TIMEOUT_MS = 1_000;

/** `app.redis` for the cache and the limits, where REDIS_URL names one. It may be gone at any time. */
export const redisPlugin = fp(
  async (app) => {
    if (app.config.redisUrl === undefined) return;
    const client = new Redis(app.config.redisUrl, {
      connectionName: 'holdfast-api',
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      commandTimeout: COMMAND_TIMEOUT_MS,
      connectTimeout: 2_000,
      retryStrategy: (attempt) => Math.min(attempt * 100, 2_000),
    });
    let complained = false;
    client.on('error', (error) => {
      if (!complained) app.log.warn({ err: error }, 'Redis is not reachable; going on without it');
      complained = true;
    });
    client.on('ready', () => {
      if (complained) app.log.info('Redis is back');
      complained = false;
    });
    app.addHook('onClose', async () => client.disconnect());

    const ready = once(client, 'ready', { signal: AbortSignal.timeout(START_TIMEOUT_MS) }).then(
      () => true,
      () => false,
    );
    // The library's plugin waits for ever for a Redis that is down; a shop starts without.
    if (await ready) await app.register(fastifyRedis, { client });
    else app.decorate('redis', client as unknown as FastifyInstance['redis']);
  },
  { name: 'redis' },
);
