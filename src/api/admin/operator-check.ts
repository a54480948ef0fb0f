import type { FastifyInstance, FastifyRequest } from 'fastify';
import { oneAtATime, withTimeout } from '../../async/timeout.ts';
import { type LoggedInOperator, operatorOf, sessionOf } from './session.ts';

/** How long a page waits to hear what its reader may do, in ms. */
const TIMEOUT_MS = 1_000;
/** A database that says nothing takes nobody's rights away for this long, in ms. */
const REMEMBER_MS = 10 * 60_000;

interface KnownLogin {
  seenAt: number;
  seen?: LoggedInOperator;
  ask(): Promise<LoggedInOperator | undefined>;
}

/**
 * The session check of the pages that tell how the shop is. They are wanted most while PostgreSQL is slow
 * or gone: then who worked here a moment ago, to this process, still does, with the same rights. Whenever the database
 * answers, its answer counts. @throws when it does not and the session was never seen here.
 */
export function createOperatorCheck(
  app: FastifyInstance,
): (request: FastifyRequest) => Promise<LoggedInOperator | undefined> {
  /** By login: only those that we signed for operators, so they are few. */
  const known = new Map<string, KnownLogin>();
  const forgetOld = (): void => {
    for (const [login, { seenAt }] of known)
      if (performance.now() - seenAt >= REMEMBER_MS) known.delete(login);
  };
  return async (request) => {
    const session = sessionOf(app, request);
    if (session === undefined) return undefined;
    const login = `${session.sub} ${session.sid}`;
    let operator = known.get(login);
    if (operator === undefined) {
      forgetOld();
      operator = {
        seenAt: Number.NEGATIVE_INFINITY,
        ask: oneAtATime(() => operatorOf(app, session)),
      };
      known.set(login, operator);
    }
    try {
      const now = await withTimeout(TIMEOUT_MS, operator.ask());
      if (now) Object.assign(operator, { seenAt: performance.now(), seen: now });
      else known.delete(login);
      return now;
    } catch (error) {
      if (performance.now() - operator.seenAt < REMEMBER_MS) return operator.seen;
      throw error;
    }
  };
}
