import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { endFamily } from '../../accounts/end-logins.ts';
import { readRights } from '../../accounts/read-rights.ts';
import type { Rights } from '../../accounts/scopes.ts';
import type { User } from '../../entities/user.entity.ts';
import { newId } from '../../ids.ts';
import { markOf } from '../accounts/client-mark.ts';
import { startLogin } from '../audit/start-login.ts';
import { type AccessToken, worksHere } from '../plugins/access.ts';

/** Not the API's audience: an access token in the cookie opens no page, and a session calls no API. */
const AUDIENCE = 'holdfast-admin';
const SESSION_SECONDS = 8 * 3_600;
const COOKIE = 'holdfast_admin';

/** Whom a request names, and the login that it comes from, where it names one. */
export interface Session {
  sub: string;
  sid?: string | undefined;
}

/** Somebody who works here and is logged in, with what they may do now. */
export interface LoggedInOperator extends Rights {
  id: string;
  role: 'ADMIN' | 'STAFF';
  /** Undefined for a token that came from no login that could end. */
  login: string | undefined;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Who opens an operators' page; undefined elsewhere. */
    operator: LoggedInOperator | undefined;
  }
}

/**
 * Logs an operator in, for this browser and these pages. The cookie names a login in the database, which can be
 * ended there.
 *
 * @param user with the hash that the password was compared with
 */
export async function startSession(
  app: FastifyInstance,
  request: FastifyRequest,
  reply: FastifyReply,
  user: User,
): Promise<void> {
  const mark = markOf(request, app.clientHash);
  const { familyId } = await startLogin(app.orm.em.fork(), request, user, mark, SESSION_SECONDS);
  const token = app.jwt.sign(
    { sub: user.id, role: user.role, sid: familyId, jti: newId() },
    { aud: AUDIENCE, expiresIn: SESSION_SECONDS },
  );
  reply.setCookie(COOKIE, token, { ...cookieOptions(request), maxAge: SESSION_SECONDS });
}

/** Ends the session in this browser and, for whoever has a copy of the cookie, in the database. */
export async function endSession(
  app: FastifyInstance,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const sid = cookieOf(app, request)?.sid;
  reply.clearCookie(COOKIE, cookieOptions(request));
  if (sid === undefined) return;
  await endFamily(app.orm.em.fork(), sid);
  app.endedLogins.add(sid);
}

/** Who is logged in and works here: asked for in the database every time. */
export async function findOperator(
  app: FastifyInstance,
  request: FastifyRequest,
): Promise<LoggedInOperator | undefined> {
  const session = sessionOf(app, request);
  return session && operatorOf(app, session);
}

/**
 * Whom the cookie names, when it was signed here, has not expired and was not ended here; for reading, an access token
 * will do.
 */
export function sessionOf(app: FastifyInstance, request: FastifyRequest): Session | undefined {
  const session = request.cookies[COOKIE] ? cookieOf(app, request) : readerOf(app, request);
  return session?.sid !== undefined && app.endedLogins.has(session.sid) ? undefined : session;
}

/** A cookie of a version that knew no logins of browsers names none: it is over. */
function cookieOf(app: FastifyInstance, request: FastifyRequest): Required<Session> | undefined {
  try {
    const { sub, sid } = app.jwt.verify<Session>(request.cookies[COOKIE] ?? '', { allowedAud: AUDIENCE });
    return sid === undefined ? undefined : { sub, sid };
  } catch {
    return undefined;
  }
}

/** A script that looks: no browser sends such a header by itself, and nothing can be changed with it. */
function readerOf(app: FastifyInstance, request: FastifyRequest): Session | undefined {
  const reads = request.method === 'GET' || request.method === 'HEAD';
  const { authorization = '' } = request.headers;
  if (!reads || !/^bearer /i.test(authorization)) return undefined;
  try {
    const { sub, role, sid } = app.jwt.verify<AccessToken>(authorization.slice('bearer '.length));
    return worksHere(role) ? { sub, sid } : undefined;
  } catch {
    return undefined;
  }
}

export async function operatorOf(
  app: FastifyInstance,
  session: Session,
): Promise<LoggedInOperator | undefined> {
  const rights = await readRights(app.pg, session);
  if (rights === undefined || !worksHere(rights.role)) return undefined;
  return { scopes: rights.scopes, role: rights.role, id: session.sub, login: session.sid };
}

function cookieOptions(request: FastifyRequest) {
  return {
    path: '/admin',
    httpOnly: true,
    sameSite: 'strict',
    secure: request.protocol === 'https',
  } as const;
}
