import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { User } from '../../entities/index.ts';
import { newId } from '../../ids.ts';

/** Not the API's audience: a bearer token opens no page, and a session calls no API. */
const AUDIENCE = 'holdfast-admin';
const SESSION_SECONDS = 8 * 3_600;
const COOKIE = 'holdfast_admin';

/** Logs an administrator in, for this browser and these pages. */
export function startSession(
  app: FastifyInstance,
  request: FastifyRequest,
  reply: FastifyReply,
  user: User,
): void {
  const token = app.jwt.sign(
    { sub: user.id, role: user.role, jti: newId() },
    { aud: AUDIENCE, expiresIn: SESSION_SECONDS },
  );
  reply.setCookie(COOKIE, token, { ...cookieOptions(request), maxAge: SESSION_SECONDS });
}

export function endSession(request: FastifyRequest, reply: FastifyReply): void {
  reply.clearCookie(COOKIE, cookieOptions(request));
}

/** Whether the request comes from a logged-in administrator, who is asked for in the database every time. */
export async function hasSession(app: FastifyInstance, request: FastifyRequest): Promise<boolean> {
  const userId = userOf(app, request);
  return userId !== undefined && (await isAdministrator(app, userId));
}

/** Whom the cookie names, when it was signed here and has not expired. */
export function userOf(app: FastifyInstance, request: FastifyRequest): string | undefined {
  const token = request.cookies[COOKIE];
  if (!token) return undefined;
  try {
    return app.jwt.verify<{ sub: string }>(token, { allowedAud: AUDIENCE }).sub;
  } catch {
    return undefined;
  }
}

export async function isAdministrator(app: FastifyInstance, userId: string): Promise<boolean> {
  const { rowCount } = await app.pg.query({
    name: 'admin.find-administrator',
    text: `select 1 from users where id = $1 and role = 'ADMIN'`,
    values: [userId],
  });
  return rowCount === 1;
}

function cookieOptions(request: FastifyRequest) {
  return {
    path: '/admin',
    httpOnly: true,
    sameSite: 'strict',
    secure: request.protocol === 'https',
  } as const;
}
