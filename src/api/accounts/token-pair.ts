import type { FastifyInstance } from 'fastify';
import type { IssuedToken, TokenOwner } from '../../accounts/refresh-tokens.ts';
import { ACCESS_TOKEN_SECONDS } from '../plugins/access.ts';

/** The tokens of a login, as `TokensSchema` has them. */
export function tokenPair(app: FastifyInstance, user: TokenOwner, issued: IssuedToken) {
  return {
    accessToken: app.signAccessToken(user, issued.familyId),
    tokenType: 'Bearer' as const,
    expiresIn: ACCESS_TOKEN_SECONDS,
    refreshToken: issued.token,
  };
}
