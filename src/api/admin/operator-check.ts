import type { FastifyInstance, FastifyRequest } from 'fastify';
import { oneAtATime, withTimeout } from '../../async/timeout.ts';
import { isAdministrator, sessionOf } from './session.ts';

/** How long a page waits to hear whether its reader is still an administrator, in ms. */
const TIMEOUT_MS = 1_000;
/** A database that says nothing takes nobody's rights away for this long, in ms. */
const REMEMBER_MS = 10 * 60_000;

/**
 * The session check of the pages that tell how the shop is. They are wanted most while PostgreSQL is slow
 * or gone: then who was an administrator a moment ago, to this process, still is. Whenever the database
 * answers, its answer counts. @throws when it does not and the session was never seen here.
 */
export function createOperatorCheck(app: FastifyInstance): (request: FastifyRequest) => Promise<boolean> {
  /** By login: only those that we signed for administrators, so they are few. */
  const known = new Map<string, { seenAt: number; ask: () => Promise<boolean> }>();
  const forgetOld = (): void => {
    for (const [login, { seenAt }] of known)
      if (performance.now() - seenAt >= REMEMBER_MS) known.delete(login);
  };
  return async (request) => {
    const session = sessionOf(app, request);
    if (session === undefined) return false;
    const login = `${session.sub} ${session.sid}`;
    let operator = known.get(login);
    if (operator === undefined) {
      forgetOld();
      operator = {
        seenAt: Number.NEGATIVE_INFINITY,
        ask: oneAtATime(() => isAdministrator(app, session)),
      };
      known.set(login, operator);
    }
    try {
      const isOne = await withTimeout(TIMEOUT_MS, operator.ask());
      if (isOne) operator.seenAt = performance.now();
      else known.delete(login);
      return isOne;
    } catch (error) {
      if (performance.now() - operator.seenAt < REMEMBER_MS) return true;
      throw error;
    }
  };
}
