import fastifyJwt from '@fastify/jwt';
import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import fp from 'fastify-plugin';
import { readRights } from '../../accounts/read-rights.ts';
import type { TokenOwner } from '../../accounts/refresh-tokens.ts';
import type { Scope } from '../../accounts/scopes.ts';
import { type Role, roles } from '../../entities/user.entity.ts';
import { Problem } from '../../errors.ts';
import { newId, uuidPattern } from '../../ids.ts';
import { isApiKey } from '../../staff/api-key.ts';
import { useApiKey } from '../../staff/use-api-key.ts';
import { CHALLENGE } from '../challenge.ts';

/**
 * Who may call a route: `user` is whoever is logged in, `account` whoever has a password, a `buyer` a customer or a guest,
 * and a scope is for those who work for the shop and have it. `guarded` routes bring a guard of their own (the operators' pages).
 */
export type Access = 'anyone' | 'user' | 'account' | 'buyer' | 'CUSTOMER' | Scope | 'guarded';

export interface AccessToken {
  sub: string;
  role: Role;
  jti: string;
  /** The login that it came from. */
  sid?: string;
  /** When it ends, in seconds since 1970. */
  exp: number;
}

/** Who calls: the claims of the token and, of those who work for the shop, what they may do now. */
export interface Caller {
  /** A user; of a key, who made it. */
  sub: string;
  role: Role | 'KEY';
  /** The login that the token came from. */
  sid?: string | undefined;
  scopes?: readonly Scope[];
  /** The API key that was shown in place of a token. */
  keyId?: string;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
    /** What an API key needs on a route for whoever is logged in; without it such a route is for people alone. */
    keyScope?: Scope;
    /** Answers with something else than JSON (pages, metrics): the Accept header is left alone. */
    html?: boolean;
  }
  interface FastifyInstance {
    /** @param sid the login that it comes from */
    signAccessToken(user: TokenOwner, sid: string): string;
    /** The login that the request's access token comes from, also when it has ended. */
    loginOf(request: FastifyRequest): string | undefined;
  }
}
declare module '@fastify/jwt' {
  interface FastifyJWT {
    payload: Record<string, unknown>;
    user: Caller;
  }
}

export const ACCESS_TOKEN_SECONDS = 15 * 60;
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
    app.decorate('signAccessToken', (user: TokenOwner, sid: string) =>
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
      // Who signed it is us, but what is asked of the database with it is an id.
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
    const identifyKey = async (request: FastifyRequest, reply: FastifyReply, key: string) => {
      const used = await useApiKey(app.pg, key);
      if (used === undefined) return askForToken(request, 'This API key is unknown, expired or deleted');
      request.user = { sub: used.createdBy, role: 'KEY', scopes: used.scopes, keyId: used.id };
      return app.countKey(used.id, reply);
    };
    app.addHook('onRequest', (request, reply, done) => {
      const access = request.routeOptions.config.access;
      // No access: the not-found handler. Unmatched addresses tell nobody anything.
      if (access === undefined || access === 'guarded') return done();
      const { authorization } = request.headers;
      const isOpen = access === 'anyone';
      if (isOpen && authorization === undefined) return done();
      const key = authorization === undefined ? undefined : keyIn(authorization);
      if (key !== undefined) {
        identifyKey(request, reply, key).then((problem) => {
          if (problem === undefined) return done(refusal(request, access));
          done(isOpen && problem.code === 'unauthenticated' ? undefined : problem);
        }, done);
        return;
      }
      const problem = identify(request);
      if (problem !== undefined) return isOpen ? done() : done(problem);
      if (!worksHere(request.user.role)) return done(refusal(request, access));
      // Those who work here are few and may do much: what each still may is asked for each time.
      readRights(app.pg, request.user).then((rights) => {
        if (rights !== undefined) request.user = { ...request.user, ...rights };
        else if (isOpen) request.user = undefined as never;
        else return done(ended(request));
        done(refusal(request, access));
      }, done);
    });
  },
  { name: 'access', dependencies: ['database', 'logins', 'rate-limit'] },
);

/** The API key that is shown in place of an access token, whole or not. */
function keyIn(authorization: string): string | undefined {
  const token = /^bearer +(\S+)$/i.exec(authorization)?.[1];
  return token !== undefined && isApiKey(token) ? token : undefined;
}

export function worksHere(role: Caller['role']): role is 'ADMIN' | 'STAFF' {
  return role === 'ADMIN' || role === 'STAFF';
}

function refusal({ user, routeOptions }: FastifyRequest, access: Access): Problem | undefined {
  switch (access) {
    case 'anyone':
    case 'guarded':
      return undefined;
    case 'account':
      return user.role === 'GUEST' || user.keyId !== undefined
        ? forbidden('This is for people who have an account')
        : undefined;
    case 'user': {
      if (user.keyId === undefined) return undefined;
      const { keyScope } = routeOptions.config;
      if (keyScope === undefined) return forbidden('This is for people who are logged in, not for API keys');
      return user.scopes?.includes(keyScope) ? undefined : forbidden(`This needs the scope ${keyScope}`);
    }
    case 'buyer':
      return user.role === 'CUSTOMER' || user.role === 'GUEST' ? undefined : forbidden('This is for buyers');
    case 'CUSTOMER':
      return user.role === 'CUSTOMER' ? undefined : forbidden('This is for the role CUSTOMER');
    default:
      return user.scopes?.includes(access) ? undefined : forbidden(`This needs the scope ${access}`);
  }
}

function forbidden(detail: string): Problem {
  return new Problem('forbidden', detail);
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
    headers: { 'www-authenticate': `${CHALLENGE}${error}` },
  });
}

/** Whether the caller works here and has this scope, also on a route that anyone may call. */
export function may(request: FastifyRequest, scope: Scope): boolean {
  return (request.user as Caller | null | undefined)?.scopes?.includes(scope) ?? false;
}

/** Whom a record of what was done names: a user, or the API key that was shown. */
export function callerIdOf({ user }: FastifyRequest): string {
  return user.keyId ?? user.sub;
}

/** For the part of a route that needs a scope, where the rest does not. @throws {Problem} */
export function mustHave(request: FastifyRequest, scope: Scope): void {
  if (may(request, scope)) return;
  const isKnown = (request.user as Caller | null | undefined) != null;
  throw isKnown ? forbidden(`This needs the scope ${scope}`) : unauthenticated(request);
}
