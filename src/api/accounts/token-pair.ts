import type { FastifyInstance } from 'fastify';
import type { IssuedToken } from '../../accounts/refresh-tokens.ts';
import type { User } from '../../entities/user.entity.ts';
import { ACCESS_TOKEN_SECONDS } from '../plugins/access.ts';

/** The tokens of a login, as `TokensSchema` has them. */
export function tokenPair(app: FastifyInstance, user: User, issued: IssuedToken) {
  return {
    accessToken: app.signAccessToken(user, issued.familyId),
    tokenType: 'Bearer' as const,
    expiresIn: ACCESS_TOKEN_SECONDS,
    refreshToken: issued.token,
  };
}
