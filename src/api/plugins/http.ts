import cors from '@fastify/cors';
import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { Problem } from '../../errors.ts';
import { CHALLENGE } from '../challenge.ts';
import { refusesJson } from './accept.ts';
import { allowedOrigins, corsHeaders, exposedHeaders } from './cors-origins.ts';
import { answerOptions } from './problems.ts';
import { securityHeaders } from './security-headers.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** Headers of every answer, whatever it is; a route may set its own instead. */
    everyAnswer: Readonly<Record<string, string>>;
    /** All that the hooks here would add, for an answer that is given where no hook runs. */
    headersWithoutHooks(origin: string | undefined, requestId: string): Record<string, string>;
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
    const origins = allowedOrigins(app.config.corsOrigins);
    app.decorate('everyAnswer', always);
    app.decorate('headersWithoutHooks', (origin, requestId) => ({
      ...always,
      ...corsHeaders(origins, origin),
      'x-request-id': requestId,
    }));
    // Hooks without a promise: they run for every request. At the end, so that what has its head ready goes without.
    app.addHook('onSend', (request, reply, payload, done) => {
      for (const name in always) if (!reply.hasHeader(name)) reply.header(name, always[name]);
      reply.header('x-request-id', request.id);
      if (reply.statusCode === 401 && !reply.hasHeader('www-authenticate'))
        reply.header('www-authenticate', CHALLENGE);
      done(null, payload);
    });
    // Without an origin the plugin would do nothing but look.
    if (origins.length > 0) {
      app.addHook('onRequest', (request, reply, done) => {
        if (request.method !== 'OPTIONS') return done();
        // Answered here or by the plugin, before the limit of requests would count it.
        const tooMany = app.countRequest(request, reply);
        if (!tooMany && isPreflight(request)) return done();
        reply.headers(corsHeaders(origins, request.headers.origin));
        if (tooMany) return done(tooMany);
        // The plugin takes every OPTIONS for a preflight. What is none asks what an address offers (RFC 9110, 9.3.7).
        answerOptions(app, request, reply);
      });
      await app.register(cors, {
        origin: origins,
        methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
        exposedHeaders,
        maxAge: 600,
      });
    }
  },
  { name: 'http', dependencies: ['problems'] },
);

/** One Host, and JSON or 406. Registered after the limit of requests: one that is refused counts. */
export const jsonOnlyPlugin = fp(
  async (app) => {
    app.addHook('onRequest', (request, _reply, done) => {
      if (!namesOneHost(request)) done(new Problem('validation_failed', 'Send one Host header', hostFault));
      else done(wantsJson(request) ? undefined : new Problem('not_acceptable'));
    });
  },
  { name: 'json-only', dependencies: ['http', 'rate-limit'] },
);

function isPreflight({ headers }: FastifyRequest): boolean {
  return headers.origin !== undefined && headers['access-control-request-method'] !== undefined;
}

const hostFault = { extensions: { errors: [{ pointer: '#/host', detail: 'is required, once' }] } };

/** RFC 9112, section 3.2. Node drops the second of two, and a proxy may have looked at that one. */
function namesOneHost({ raw }: FastifyRequest): boolean {
  let hosts = 0;
  const { rawHeaders } = raw;
  for (let n = 0; n < rawHeaders.length; n += 2) {
    const name = rawHeaders[n]!;
    if (name.length === 4 && name.toLowerCase() === 'host') hosts++;
  }
  return hosts === 1 || (hosts === 0 && raw.httpVersion === '1.0');
}

const verdicts = new Map<string, boolean>();

function wantsJson(request: FastifyRequest): boolean {
  const accept = request.headers.accept;
  if (accept === undefined || accept === '*/*' || request.routeOptions.config.html) return true;
  const known = verdicts.get(accept);
  if (known !== undefined) return known;
  const verdict = !refusesJson(accept);
  if (accept.length <= MAX_ACCEPT_LENGTH) {
    if (verdicts.size >= MAX_VERDICTS) verdicts.clear();
    verdicts.set(accept, verdict);
  }
  return verdict;
}
