import { isIPv6 } from 'node:net';
import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { createLoginLimiter, type LoginLimiter, unlimitedLogins } from '../../accounts/login-limiter.ts';
import { Problem } from '../../errors.ts';
import { createRequestCounter, type RequestCounter } from './request-counter.ts';

declare module 'fastify' {
  interface FastifyInstance {
    loginLimiter: LoginLimiter;
  }
  interface FastifyContextConfig {
    /** Requests of one address to this route in a minute, where that is less than the general limit. */
    perMinute?: number;
  }
}

/**
 * Requests of one address to one process, in 10 s. A fence against a runaway client, far above what a
 * person or a shop front needs; a load test switches it off.
 */
const GENERAL = { requests: 10_000, windowMs: 10_000 };

export const rateLimitPlugin = fp(
  async (app) => {
    const redis = app.hasDecorator('redis') ? app.redis : undefined;
    app.decorate('loginLimiter', app.config.rateLimitEnabled ? createLoginLimiter(redis) : unlimitedLogins);
    if (!app.config.rateLimitEnabled) return;

    const general = createRequestCounter(GENERAL);
    const byRoute = new Map<string, RequestCounter>();
    app.addHook('onRequest', (request, _reply, done) => {
      const address = addressOf(request);
      const waitMs = general.take(address) || takeOfRoute(request, address);
      if (waitMs === 0) done();
      else done(new Problem('rate_limited', undefined, { retryAfterSeconds: waitMs / 1_000 }));
    });
    const takeOfRoute = (request: FastifyRequest, address: string): number => {
      const { perMinute } = request.routeOptions.config;
      if (perMinute === undefined) return 0;
      const route = `${request.method} ${request.routeOptions.url}`;
      const counter = byRoute.get(route) ?? createRequestCounter({ requests: perMinute, windowMs: 60_000 });
      byRoute.set(route, counter);
      return counter.take(address);
    };
  },
  { name: 'rate-limit', dependencies: ['redis'] },
);

/** One IPv6 customer owns a /64: counting single addresses would count nothing. */
export function addressOf(request: FastifyRequest): string {
  const { ip } = request;
  // The colon first: asking for it costs a hundredth of the whole check.
  if (!ip.includes(':') || !isIPv6(ip) || ip.startsWith('::ffff:')) return ip;
  const [head = '', tail = ''] = ip.split('::');
  const groups = head.split(':').filter(Boolean);
  const rest = tail.split(':').filter(Boolean);
  const full = ip.includes('::')
    ? [...groups, ...Array(Math.max(0, 8 - groups.length - rest.length)).fill('0'), ...rest]
    : groups;
  return `${full.slice(0, 4).join(':')}::/64`;
}
