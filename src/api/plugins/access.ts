import fastifyJwt from '@fastify/jwt';
import type { FastifyRequest, RouteOptions } from 'fastify';
import fp from 'fastify-plugin';
import { readRole } from '../../accounts/read-role.ts';
import { type Role, roles, type User } from '../../entities/user.entity.ts';
import { Problem } from '../../errors.ts';
import { newId } from '../../ids.ts';

/** Who may call a route. `guarded` routes bring a guard of their own (the operators' pages). */
export type Access = 'anyone' | 'user' | Role | 'guarded';

export interface AccessToken {
  sub: string;
  role: Role;
  jti: string;
  /** The login that it came from. */
  sid?: string;
  /** When it ends, in seconds since 1970. */
  exp: number;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
    /** Answers with something else than JSON (pages, metrics): the Accept header is left alone. */
    html?: boolean;
  }
  interface FastifyInstance {
    /** @param sid the login that it comes from */
    signAccessToken(user: User, sid: string): string;
    /** The login that the request's access token comes from, also when it has ended. */
    loginOf(request: FastifyRequest): string | undefined;
  }
}
declare module '@fastify/jwt' {
  interface FastifyJWT {
    payload: Record<string, unknown>;
    user: AccessToken;
  }
}

export const ACCESS_TOKEN_SECONDS = 15 * 60;
/** Who signed it is us, but what is asked of the database with it is an id. */
const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const ISSUER = 'holdfast';
const AUDIENCE = 'holdfast-api';

/**
 * Verifying costs more than the rest of a small route, and a token is the same for its 15 minutes: those seen
 * last are remembered, each under itself. The library's own cache hashes a token twice more before it can miss.
 */
const REMEMBERED_TOKENS = 5_000;

/**
 * The one place that decides who may call what: every route says `config.access`, and an API with
 * one that does not refuses to start.
 */
export const accessPlugin = fp(
  async (app) => {
    await app.register(fastifyJwt, {
      secret: app.config.jwtSecret,
      sign: { algorithm: 'HS256', iss: ISSUER, aud: AUDIENCE, expiresIn: ACCESS_TOKEN_SECONDS },
      verify: {
        algorithms: ['HS256'],
        allowedIss: ISSUER,
        allowedAud: AUDIENCE,
        // Without these a claim that is missing would pass the checks above.
        requiredClaims: ['iss', 'aud', 'sub', 'role', 'jti', 'iat', 'exp'],
      },
    });
    app.decorate('signAccessToken', (user: User, sid: string) =>
      app.jwt.sign({ sub: user.id, role: user.role, sid, jti: newId() }),
    );

    // Looked at once all are there: a library's routes get theirs from a hook of their scope.
    const routes: RouteOptions[] = [];
    app.addHook('onRoute', (route) => void routes.push(route));
    app.addHook('onReady', async () => {
      const silent = routes.find((route) => route.config?.access === undefined);
      if (silent)
        throw new Error(`${silent.method} ${silent.url} does not say who may call it (config.access)`);
    });
    const remembered = new Map<string, AccessToken>();
    const verify = (token: string): AccessToken => {
      const known = remembered.get(token);
      if (known && known.exp * 1_000 > Date.now()) return known;
      const user = app.jwt.verify<AccessToken>(token);
      if (!roles.includes(user.role) || !uuidPattern.test(user.sub)) throw new Error('no claims of ours');
      if (remembered.size >= REMEMBERED_TOKENS) remembered.delete(remembered.keys().next().value as string);
      remembered.set(token, user);
      return user;
    };
    // Without the promises and the callbacks of `request.jwtVerify`: every checkout passes here.
    const read = (request: FastifyRequest): AccessToken | Problem => {
      try {
        return verify(app.jwt.lookupToken(request));
      } catch (error) {
        return unauthenticated(request, error);
      }
    };
    const identify = (request: FastifyRequest): Problem | undefined => {
      const user = read(request);
      if (user instanceof Problem) return user;
      if (user.sid !== undefined && app.endedLogins.has(user.sid)) return ended(request);
      request.user = user;
      return undefined;
    };
    app.decorate('loginOf', (request: FastifyRequest) => {
      const token = read(request);
      return token instanceof Problem ? undefined : token.sid;
    });
    app.addHook('onRequest', (request, _reply, done) => {
      const access = request.routeOptions.config.access;
      // No access: the not-found handler. Unmatched addresses tell nobody anything.
      if (access === undefined || access === 'guarded') return done();
      if (access === 'anyone') {
        if (request.headers.authorization !== undefined) identify(request);
        return done();
      }
      const problem = identify(request);
      if (problem !== undefined) return done(problem);
      if (request.user.role !== 'ADMIN') return done(refusal(request, access));
      // Administrators are few and may do much: whether one still is one is asked for each time.
      readRole(app.pg, request.user).then((role) => {
        if (role === undefined) return done(ended(request));
        request.user = { ...request.user, role };
        done(refusal(request, access));
      }, done);
    });
  },
  { name: 'access', dependencies: ['database', 'logins'] },
);

function refusal(request: FastifyRequest, access: Access): Problem | undefined {
  if (access === 'user' || request.user.role === access) return undefined;
  return new Problem('forbidden', `This is for the role ${access}`);
}

function unauthenticated(request: FastifyRequest, error?: unknown): Problem {
  const expired = (error as { code?: string } | undefined)?.code === 'FAST_JWT_EXPIRED';
  return askForToken(request, expired ? 'The access token has expired' : 'Send a valid access token');
}

function ended(request: FastifyRequest): Problem {
  return askForToken(request, 'This login has ended');
}

/** 401 with the challenge that belongs to it (RFC 9110, section 15.5.2; RFC 6750, section 3). */
export function askForToken(request: FastifyRequest, detail: string): Problem {
  const error = request.headers.authorization ? ', error="invalid_token"' : '';
  return new Problem('unauthenticated', detail, {
    headers: { 'www-authenticate': `Bearer realm="holdfast"${error}` },
  });
}

/** Whether the caller proved to be an administrator, on a route that anyone may call. */
export function isAdmin(request: FastifyRequest): boolean {
  return (request.user as AccessToken | undefined)?.role === 'ADMIN';
}

/** For the part of such a route that only administrators may see. @throws {Problem} */
export function mustBeAdmin(request: FastifyRequest): void {
  if (isAdmin(request)) return;
  const isKnown = (request.user as AccessToken | null | undefined) != null;
  throw isKnown ? new Problem('forbidden', 'This is for the role ADMIN') : unauthenticated(request);
}
