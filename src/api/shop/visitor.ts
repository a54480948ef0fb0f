import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
  type Api,
  createHoldfast,
  HoldfastProblem,
  type KeptTokens,
  orThrow,
  type Schemas,
  type TokenStore,
} from '../../../clients/typescript/src/index.ts';

/** Who opens the storefront's pages, and their way to the API: that of any other shop front, without a socket. */
export interface Visitor {
  /** Whether the browser shows a login: it has a cart and orders. */
  readonly isKnown: boolean;
  /** The API for nobody in particular: what its caches answer. */
  readonly open: Api;
  /** The API for this buyer. */
  readonly api: Api;
  /**
   * Logs in as a customer. What a guest has in the cart goes with them.
   * @returns false where it is the login of somebody who works here, who is none of the shop's buyers
   * @throws {HoldfastProblem}
   */
  logIn(credentials: Schemas['LoginRequest']): Promise<boolean>;
  /** Ends the login here, whatever the API answers. */
  logOut(): Promise<void>;
  /** Makes the browser a guest of the shop, where it is not somebody already. @throws {HoldfastProblem} */
  becomeGuest(): Promise<void>;
}

/** Not those of `/admin`: a browser of somebody who works here is a buyer in the shop. */
const ACCESS = 'holdfast_shop_access';
const REFRESH = 'holdfast_shop_refresh';
/** As long as the API keeps a refresh token that nobody uses. */
const REFRESH_SECONDS = 30 * 86_400;
/** An access token is exchanged this early, in seconds: it has to live for all calls of one page. */
const EARLY_SECONDS = 60;
/** Paths are all that is asked for. */
const baseUrl = 'http://shop.invalid';
/** Whoever waits for a page presses the button again. */
const retry = { attempts: 1 };

/** The visitor that a request's cookies name. Cookies are set on the reply when tokens are exchanged. */
export function visitorOf(app: FastifyInstance, request: FastifyRequest, reply: FastifyReply): Visitor {
  const fetch = fetchOf(app, request);
  const tokens = cookieStore(request, reply);
  const buyer = createHoldfast({ baseUrl, retry, fetch, tokens });
  const anyone = createHoldfast({ baseUrl, retry, fetch });

  return {
    get isKnown() {
      return tokens.get() !== undefined;
    },
    open: anyone.api,
    api: buyer.api,
    async logIn(credentials) {
      try {
        await buyer.login(credentials);
      } catch (error) {
        // A guest's login that has ended has no cart to bring.
        if (!(error instanceof HoldfastProblem && error.code === 'unauthenticated')) throw error;
        tokens.set(undefined);
        await buyer.login(credentials);
      }
      const { role } = await orThrow(buyer.api.GET('/me'));
      if (role !== 'CUSTOMER') await buyer.logout();
      return role === 'CUSTOMER';
    },
    logOut: () => buyer.logout(),
    async becomeGuest() {
      if (tokens.get() === undefined) await buyer.asGuest();
    },
  };
}

/** Asks the API in this process. Whoever is behind the page is counted, and not this process. */
function fetchOf(app: FastifyInstance, { ip, headers }: FastifyRequest) {
  // What the API tells one browser from another by; two tabs of one may exchange a token at once.
  const marks = (['user-agent', 'sec-fetch-site', 'origin'] as const).flatMap((name) =>
    headers[name] === undefined ? [] : [[name, headers[name]]],
  );
  return async (asked: Request): Promise<Response> => {
    const { pathname, search } = new URL(asked.url);
    const answer = await app.inject({
      method: asked.method as 'GET',
      url: pathname + search,
      remoteAddress: ip,
      headers: { ...Object.fromEntries(asked.headers), ...Object.fromEntries(marks) },
      ...(asked.body === null ? {} : { payload: await asked.text() }),
    });
    const { statusCode: status, payload, headers: answered } = answer;
    const body = status === 204 || status === 304 ? null : payload;
    return new Response(body, { status, headers: answered as Record<string, string> });
  };
}

/** Tokens in the browser's cookies; what a reply sets holds for the rest of its request, too. */
function cookieStore(request: FastifyRequest, reply: FastifyReply) {
  let { [ACCESS]: access, [REFRESH]: refresh } = request.cookies;
  const options = cookieOptions(request);
  return {
    get(): KeptTokens | undefined {
      if (refresh === undefined) return undefined;
      // The browser forgets an access token when it is due.
      const endsAt = access === undefined ? 0 : Number.POSITIVE_INFINITY;
      return { accessToken: access ?? '', refreshToken: refresh, expiresIn: 0, endsAt };
    },
    set(tokens: KeptTokens | undefined): void {
      access = tokens?.accessToken;
      refresh = tokens?.refreshToken;
      if (tokens === undefined) {
        reply.clearCookie(ACCESS, options).clearCookie(REFRESH, options);
        return;
      }
      const { accessToken, refreshToken, expiresIn } = tokens;
      reply
        .setCookie(ACCESS, accessToken, { ...options, maxAge: expiresIn - EARLY_SECONDS })
        .setCookie(REFRESH, refreshToken, { ...options, maxAge: REFRESH_SECONDS });
    },
  } satisfies TokenStore;
}

/** Lax: who comes back from the page of a payment provider is still known. Other sites' forms are stopped by their origin. */
function cookieOptions(request: FastifyRequest): CookieSerializeOptions {
  return { path: '/shop', httpOnly: true, sameSite: 'lax', secure: request.protocol === 'https' };
}
