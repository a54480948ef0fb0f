import { isIPv6 } from 'node:net';
import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { createLoginLimiter, type LoginLimiter, unlimitedLogins } from '../../accounts/login-limiter.ts';
import { Problem } from '../../errors.ts';

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
const GENERAL = { points: 10_000, duration: 10 };

export const rateLimitPlugin = fp(
  async (app) => {
    const redis = app.hasDecorator('redis') ? app.redis : undefined;
    app.decorate('loginLimiter', app.config.rateLimitEnabled ? createLoginLimiter(redis) : unlimitedLogins);
    if (!app.config.rateLimitEnabled) return;

    const general = new RateLimiterMemory(GENERAL);
    const byRoute = new Map<string, RateLimiterMemory>();
    app.addHook('onRequest', async (request) => {
      const address = addressOf(request);
      await consume(general, address);
      const { perMinute } = request.routeOptions.config;
      if (perMinute === undefined) return;
      const route = `${request.method} ${request.routeOptions.url}`;
      const limiter = byRoute.get(route) ?? new RateLimiterMemory({ points: perMinute, duration: 60 });
      byRoute.set(route, limiter);
      await consume(limiter, address);
    });
  },
  { name: 'rate-limit', dependencies: ['redis'] },
);

async function consume(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (reason) {
    if (!(reason instanceof RateLimiterRes)) throw reason;
    throw new Problem('rate_limited', undefined, { retryAfterSeconds: reason.msBeforeNext / 1_000 });
  }
}

/** One IPv6 customer owns a /64: counting single addresses would count nothing. */
export function addressOf(request: FastifyRequest): string {
  if (!isIPv6(request.ip) || request.ip.startsWith('::ffff:')) return request.ip;
  const [head = '', tail = ''] = request.ip.split('::');
  const groups = head.split(':').filter(Boolean);
  const rest = tail.split(':').filter(Boolean);
  const full = request.ip.includes('::')
    ? [...groups, ...Array(Math.max(0, 8 - groups.length - rest.length)).fill('0'), ...rest]
    : groups;
  return `${full.slice(0, 4).join(':')}::/64`;
}
