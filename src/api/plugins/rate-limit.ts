import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { Problem } from '../../errors.ts';
import { addressOf } from '../client-address.ts';
import { createRequestCounter, type RequestCounter } from './request-counter.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** Counts a request. @returns what to answer when there have been too many */
    countRequest(request: FastifyRequest): Problem | undefined;
  }
  interface FastifyContextConfig {
    /** Requests of one address to this route in a minute, where that is less than the general limit. */
    perMinute?: number;
    /** Requests of one account to this route in ten minutes. */
    perAccount?: number;
  }
}

/**
 * Requests of one address to one process, in 10 s. A fence against a runaway client, far above what a
 * person or a shop front needs; a load test switches it off.
 */
const GENERAL = { requests: 10_000, windowMs: 10_000 };
const ROUTE_WINDOW_MS = 60_000;
const ACCOUNT_WINDOW_MS = 10 * 60_000;

/** Registered before whatever may refuse a request: what is refused was asked, too. */
export const rateLimitPlugin = fp(
  async (app) => {
    if (!app.config.rateLimitEnabled) {
      app.decorate('countRequest', () => undefined);
      return;
    }
    const general = createRequestCounter(GENERAL);
    const byRoute = new Map<string, RequestCounter>();
    app.decorate('countRequest', (request: FastifyRequest) => {
      const address = addressOf(request);
      return tooMany(general.take(address) || takeOfRoute(request, address));
    });
    app.addHook('onRequest', (request, _reply, done) => done(app.countRequest(request)));
    const takeOfRoute = (request: FastifyRequest, address: string): number => {
      const { perMinute } = request.routeOptions.config;
      if (perMinute === undefined) return 0;
      const route = `${request.method} ${request.routeOptions.url}`;
      const counter =
        byRoute.get(route) ?? createRequestCounter({ requests: perMinute, windowMs: ROUTE_WINDOW_MS });
      byRoute.set(route, counter);
      return counter.take(address);
    };

    // On such routes alone, once it is known who calls.
    app.addHook('onRoute', (route) => {
      const requests = route.config?.perAccount;
      if (requests === undefined) return;
      const counter = createRequestCounter({ requests, windowMs: ACCOUNT_WINDOW_MS });
      route.onRequest = [
        ...[route.onRequest ?? []].flat(),
        (request, _reply, done) => done(tooMany(counter.take(request.user.sub))),
      ];
    });
  },
  { name: 'rate-limit' },
);

function tooMany(waitMs: number): Problem | undefined {
  return waitMs === 0
    ? undefined
    : new Problem('rate_limited', undefined, { retryAfterSeconds: waitMs / 1_000 });
}
