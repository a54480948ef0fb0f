import { hash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { User } from '../../entities/user.entity.ts';
import { newId } from '../../ids.ts';
import { worksHere } from '../plugins/access.ts';

/** Good for nothing but the second step of a login. */
const AUDIENCE = 'holdfast-admin-code';
const STEP_SECONDS = 5 * 60;
const COOKIE = 'holdfast_admin_code';

/** Remembers in this browser, for a moment, that a password was right. */
export function beginCodeStep(
  app: FastifyInstance,
  request: FastifyRequest,
  reply: FastifyReply,
  user: User,
): void {
  const claims = { sub: user.id, role: user.role, jti: newId(), password: markOfPassword(user) };
  const token = app.jwt.sign(claims, { aud: AUDIENCE, expiresIn: STEP_SECONDS });
  reply.setCookie(COOKIE, token, { ...cookieOptions(request), maxAge: STEP_SECONDS });
}

/** Whose password was right in this browser a moment ago, and has not been replaced since. */
export async function userOfCodeStep(
  app: FastifyInstance,
  request: FastifyRequest,
): Promise<User | undefined> {
  const claims = claimsOf(app, request.cookies[COOKIE] ?? '');
  if (!claims) return undefined;
  const user = await app.orm.em.fork().findOne(User, { id: claims.sub }, { populate: ['passwordHash'] });
  return user && worksHere(user.role) && markOfPassword(user) === claims.password ? user : undefined;
}

export function endCodeStep(request: FastifyRequest, reply: FastifyReply): void {
  reply.clearCookie(COOKIE, cookieOptions(request));
}

function claimsOf(app: FastifyInstance, token: string): { sub: string; password: string } | undefined {
  try {
    return app.jwt.verify<{ sub: string; password: string }>(token, { allowedAud: AUDIENCE });
  } catch {
    return undefined;
  }
}

function markOfPassword({ passwordHash }: User): string {
  return hash('sha256', passwordHash ?? '', 'base64url');
}

function cookieOptions(request: FastifyRequest) {
  return {
    path: '/admin/login',
    httpOnly: true,
    sameSite: 'strict',
    secure: request.protocol === 'https',
  } as const;
}
