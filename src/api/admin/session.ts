import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { User } from '../../entities/index.ts';
import { newId } from '../../ids.ts';
import type { AccessToken } from '../plugins/access.ts';

/** Not the API's audience: an access token in the cookie opens no page, and a session calls no API. */
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

/** Whom the cookie names, when it was signed here and has not expired; for reading, an access token will do. */
export function userOf(app: FastifyInstance, request: FastifyRequest): string | undefined {
  const token = request.cookies[COOKIE];
  if (!token) return readerOf(app, request);
  try {
    return app.jwt.verify<{ sub: string }>(token, { allowedAud: AUDIENCE }).sub;
  } catch {
    return undefined;
  }
}

/** A script that looks: no browser sends such a header by itself, and nothing can be changed with it. */
function readerOf(app: FastifyInstance, request: FastifyRequest): string | undefined {
  const reads = request.method === 'GET' || request.method === 'HEAD';
  const { authorization = '' } = request.headers;
  if (!reads || !/^bearer /i.test(authorization)) return undefined;
  try {
    const { sub, role } = app.jwt.verify<AccessToken>(authorization.slice('bearer '.length));
    return role === 'ADMIN' ? sub : undefined;
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
