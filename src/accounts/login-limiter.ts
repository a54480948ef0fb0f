import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { Problem } from '../errors.ts';

const QUARTER_HOUR = 15 * 60;

/** Failed logins that are allowed in a window of seconds. Successful ones do not count. */
const windows = {
  /** One person who mistypes; a guesser at one place is stopped here. */
  accountFromAddress: { points: 10, duration: QUARTER_HOUR },
  /** A guesser at many places. High enough that a stranger cannot easily lock somebody out. */
  account: { points: 50, duration: QUARTER_HOUR },
  /** One place that tries many accounts. */
  address: { points: 100, duration: QUARTER_HOUR },
} as const;

export interface LoginLimiter {
  /** @throws {Problem} `rate_limited` when this account or address has failed too often */
  check(email: string, address: string): Promise<void>;
  failed(email: string, address: string): Promise<void>;
  succeeded(email: string, address: string): Promise<void>;
}

/** Slows down guessing of passwords, counted in Redis for all processes, in memory where Redis is gone. */
export function createLoginLimiter(redis: Redis | undefined): LoginLimiter {
  const limiters = Object.entries(windows).map(([name, window]) => {
    const memory = new RateLimiterMemory({ keyPrefix: `login:${name}`, ...window });
    const limiter = redis
      ? new RateLimiterRedis({
          storeClient: redis,
          keyPrefix: `login:${name}`,
          insuranceLimiter: memory,
          ...window,
        })
      : memory;
    const key = (email: string, address: string) =>
      ({ accountFromAddress: `${email} ${address}`, account: email, address })[name as keyof typeof windows];
    return { name, limiter, key, points: window.points };
  });

  return {
    async check(email, address) {
      const states = await Promise.all(limiters.map((l) => l.limiter.get(l.key(email, address))));
      for (const [n, state] of states.entries()) {
        if (state && state.consumedPoints >= limiters[n]!.points) throw tooMany(state.msBeforeNext);
      }
    },
    async failed(email, address) {
      await Promise.all(limiters.map((l) => l.limiter.consume(l.key(email, address)).catch(ignoreRejection)));
    },
    async succeeded(email, address) {
      await Promise.all(
        limiters.filter((l) => l.name !== 'address').map((l) => l.limiter.delete(l.key(email, address))),
      );
    },
  };
}

export const unlimitedLogins: LoginLimiter = {
  check: async () => {},
  failed: async () => {},
  succeeded: async () => {},
};

function tooMany(msBeforeNext: number): Problem {
  return new Problem('rate_limited', 'Too many failed logins; wait a little before trying again', {
    retryAfterSeconds: msBeforeNext / 1_000,
  });
}

/** consume() rejects with the state once the limit is passed; the next check() reports it. */
function ignoreRejection(reason: unknown): void {
  if (!(reason instanceof RateLimiterRes)) throw reason;
}
