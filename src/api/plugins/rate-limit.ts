import type { FastifyContextConfig, FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { Problem } from '../../errors.ts';
import { addressOf } from '../client-address.ts';
import { createRequestCounter } from './request-counter.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** Counts a request, and says in the answer's headers what is left. @returns what to answer when there have been too many */
    countRequest(request: FastifyRequest, reply: FastifyReply): Problem | undefined;
    /** The same for a request that shows an API key. @param keyId of the key */
    countKey(keyId: string, reply: FastifyReply): Problem | undefined;
  }
  interface FastifyContextConfig {
    /** Requests of one address to this route in a minute, where that is less than the general limit. */
    perMinute?: number;
    /** Requests of all together to this route in a minute, at this process: who asks from many addresses is stopped, too. */
    perMinuteOfAll?: number;
    /** Requests of one address to this route in an hour. */
    perHour?: number;
    /** Requests of one account to this route in ten minutes. */
    perAccount?: number;
  }
}

/**
 * Requests of one address to one process, in 10 s. A fence against a runaway client, far above what a
 * person or a shop front needs; a load test switches it off.
 */
const GENERAL = { requests: 10_000, windowMs: 10_000 };
/** Requests with one API key to one process, in 10 s: a machine that runs wild leaves room for people. */
const KEY = { requests: 1_000, windowMs: 10_000 };
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const ACCOUNT_WINDOW_MS = 10 * 60_000;

/** Registered before whatever may refuse a request: what is refused was asked, too. */
export const rateLimitPlugin = fp(
  async (app) => {
    if (!app.config.rateLimitEnabled) {
      app.decorate('countRequest', () => undefined);
      app.decorate('countKey', () => undefined);
      return;
    }
    const general = limitOf('address', GENERAL);
    const byRoute = new Map<string, Limit[]>();
    app.decorate('countRequest', (request: FastifyRequest, reply: FastifyReply) => {
      const address = addressOf(request);
      return tooMany(general(address, reply) || takeOfRoute(request, address, reply));
    });
    app.addHook('onRequest', (request, reply, done) => done(app.countRequest(request, reply)));
    const byKey = limitOf('key', KEY);
    app.decorate('countKey', (keyId: string, reply: FastifyReply) => tooMany(byKey(keyId, reply)));
    const limitsOf = ({ perMinute, perHour, perMinuteOfAll }: FastifyContextConfig): Limit[] => [
      ...(perMinute === undefined ? [] : [limitOf('route', { requests: perMinute, windowMs: MINUTE_MS })]),
      ...(perHour === undefined ? [] : [limitOf('route-hour', { requests: perHour, windowMs: HOUR_MS })]),
      ...(perMinuteOfAll === undefined ? [] : [limitOfAll(perMinuteOfAll)]),
    ];
    const takeOfRoute = (request: FastifyRequest, address: string, reply: FastifyReply): number => {
      const { perMinute, perHour, perMinuteOfAll } = request.routeOptions.config;
      if (perMinute === undefined && perHour === undefined && perMinuteOfAll === undefined) return 0;
      const route = `${request.method} ${request.routeOptions.url}`;
      const limits = byRoute.get(route) ?? limitsOf(request.routeOptions.config);
      byRoute.set(route, limits);
      // What one of them refuses the next does not count.
      for (const limit of limits) {
        const waitMs = limit(address, reply);
        if (waitMs > 0) return waitMs;
      }
      return 0;
    };

    // On such routes alone, once it is known who calls.
    app.addHook('onRoute', (route) => {
      const requests = route.config?.perAccount;
      if (requests === undefined) return;
      const limit = limitOf('account', { requests, windowMs: ACCOUNT_WINDOW_MS });
      route.onRequest = [
        ...[route.onRequest ?? []].flat(),
        (request, reply, done) => done(tooMany(limit(request.user.sub, reply))),
      ];
    });
  },
  { name: 'rate-limit' },
);

/** Counts a request of a key. @returns 0 while there is room, else how many ms are left until there is */
type Limit = (key: string, reply: FastifyReply) => number;

/**
 * A limit that is told in the answer: what it is in `RateLimit-Policy` (quota, window in seconds), what is left in
 * `RateLimit` (requests, seconds until they are all there again), as draft-ietf-httpapi-ratelimit-headers-10 writes
 * them; several limits are a list.
 */
function limitOf(name: string, limit: { requests: number; windowMs: number }): Limit {
  const counter = createRequestCounter(limit);
  const policy = `"${name}";q=${limit.requests};w=${limit.windowMs / 1_000}`;
  return (key, reply) => {
    const waitMs = counter.take(key);
    const left = counter.left(key);
    add(reply, 'ratelimit-policy', policy);
    add(reply, 'ratelimit', `"${name}";r=${left.requests};t=${Math.ceil(left.ms / 1_000)}`);
    return waitMs;
  };
}

/** One count for everybody. */
function limitOfAll(requests: number): Limit {
  const limit = limitOf('everybody', { requests, windowMs: MINUTE_MS });
  return (_address, reply) => limit('', reply);
}

function add(reply: FastifyReply, header: string, item: string): void {
  const others = reply.getHeader(header);
  reply.header(header, others === undefined ? item : `${others}, ${item}`);
}

function tooMany(waitMs: number): Problem | undefined {
  return waitMs === 0
    ? undefined
    : new Problem('rate_limited', undefined, { retryAfterSeconds: waitMs / 1_000 });
}
