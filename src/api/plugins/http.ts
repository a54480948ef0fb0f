import accepts from '@fastify/accepts';
import cors from '@fastify/cors';
import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { Problem } from '../../errors.ts';
import { securityHeaders } from './security-headers.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** Headers of every answer, whatever it is; a route may set its own instead. */
    everyAnswer: Readonly<Record<string, string>>;
  }
}

/** Clients send few different Accept headers; how many are remembered, and up to which length. */
const MAX_VERDICTS = 500;
const MAX_ACCEPT_LENGTH = 200;

/** What holds for every answer: security headers, CORS by setting, the request id. */
export const httpPlugin = fp(
  async (app) => {
    const always: Record<string, string> = {
      ...securityHeaders({
        contentSecurityPolicy: {
          useDefaults: false,
          directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
        },
        crossOriginResourcePolicy: { policy: 'cross-origin' },
      }),
      // Where a route says nothing else no cache may guess: answers are personal or change.
      'cache-control': 'no-store',
    };
    app.decorate('everyAnswer', always);
    await app.register(accepts);
    // Hooks without a promise: they run for every request. At the end, so that what has its head ready goes without.
    app.addHook('onSend', (request, reply, payload, done) => {
      for (const name in always) if (!reply.hasHeader(name)) reply.header(name, always[name]);
      reply.header('x-request-id', request.id);
      done(null, payload);
    });
    const origins = app.config.corsOrigins;
    // Without an origin the plugin would do nothing but look.
    if (origins.length > 0) {
      await app.register(cors, {
        origin: origins.includes('*') ? '*' : [...origins],
        methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
        exposedHeaders: ['ETag', 'Location', 'Retry-After', 'X-Request-Id', 'Idempotent-Replayed'],
        maxAge: 600,
      });
    }
  },
  { name: 'http' },
);

/** JSON or 406. Registered after the limit of requests: one that is refused counts. */
export const jsonOnlyPlugin = fp(
  async (app) => {
    app.addHook('onRequest', (request, _reply, done) => {
      done(wantsJson(request) ? undefined : new Problem('not_acceptable'));
    });
  },
  { name: 'json-only', dependencies: ['http', 'rate-limit'] },
);

const verdicts = new Map<string, boolean>();

function wantsJson(request: FastifyRequest): boolean {
  const accept = request.headers.accept;
  if (accept === undefined || accept === '*/*' || request.routeOptions.config.html) return true;
  const known = verdicts.get(accept);
  if (known !== undefined) return known;
  const verdict = request.accepts().type(['application/json', 'application/problem+json']) !== false;
  if (accept.length <= MAX_ACCEPT_LENGTH) {
    if (verdicts.size >= MAX_VERDICTS) verdicts.clear();
    verdicts.set(accept, verdict);
  }
  return verdict;
}
