import accepts from '@fastify/accepts';
import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import fp from 'fastify-plugin';
import { Problem } from '../../errors.ts';

/** What holds for every answer: security headers, CORS by setting, the request id, JSON or 406. */
export const httpPlugin = fp(
  async (app) => {
    await app.register(helmet, {
      contentSecurityPolicy: {
        useDefaults: false,
        directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
      },
      crossOriginResourcePolicy: { policy: 'cross-origin' },
    });
    const origins = app.config.corsOrigins;
    await app.register(cors, {
      origin: origins.length === 0 ? false : origins.includes('*') ? '*' : [...origins],
      methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
      exposedHeaders: ['ETag', 'Location', 'Retry-After', 'X-Request-Id', 'Idempotent-Replayed'],
      maxAge: 600,
    });
    await app.register(accepts);
    app.addHook('onRequest', async (request, reply) => {
      reply.header('x-request-id', request.id);
      if (request.headers.accept === undefined || request.routeOptions.config.html) return;
      if (request.accepts().type(['application/json', 'application/problem+json']) === false) {
        throw new Problem('not_acceptable');
      }
    });
    // Sent where no cache may guess: answers are personal or change; the catalog sets its own.
    app.addHook('onSend', async (_request, reply) => {
      if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
    });
  },
  { name: 'http' },
);
