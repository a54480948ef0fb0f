import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type AccessToken, askForToken } from '../plugins/access.ts';

/** A guest and the login that they call with. */
export interface CallingGuest {
  id: string;
  login: string | undefined;
}

/**
 * The guest who calls a route that anyone may call; undefined for anybody else, and for a guest whose login has ended.
 *
 * @throws {Problem} `unauthenticated` where the guest's token has expired: going on without it would lose their cart
 */
export function guestOf(app: FastifyInstance, request: FastifyRequest): CallingGuest | undefined {
  const caller = request.user as AccessToken | null | undefined;
  if (caller != null) return caller.role === 'GUEST' ? { id: caller.sub, login: caller.sid } : undefined;
  if (request.headers.authorization !== undefined && isExpiredGuest(app, request))
    throw askForToken(request, 'The access token of the guest has expired');
  return undefined;
}

/** By what the token says of itself: whoever makes one up is refused by it, and gains nothing. */
function isExpiredGuest(app: FastifyInstance, request: FastifyRequest): boolean {
  try {
    const claims = app.jwt.decode<Partial<AccessToken>>(app.jwt.lookupToken(request));
    return claims?.role === 'GUEST' && Number(claims.exp) * 1_000 <= Date.now();
  } catch {
    return false;
  }
}
