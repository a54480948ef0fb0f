import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ProblemBody } from '../../shop/api-answers.ts';

/** The API said no to what a page asked of it. */
export class ApiRefusal extends Error {
  override readonly name = 'ApiRefusal';
  constructor(readonly problem: ProblemBody) {
    super(problem.code);
  }
}

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** Who opens the storefront's pages, and their way to the API. */
export interface Visitor {
  /** Whether the browser shows a login: it has a cart and orders. */
  readonly isKnown: boolean;
  /** Calls the API as nobody in particular: what its caches answer. @throws {ApiRefusal} */
  look<T>(url: string): Promise<T>;
  /** Calls the API as this buyer. @throws {ApiRefusal} */
  call<T>(method: Method, url: string, body?: object, key?: string): Promise<T>;
  /**
   * Logs in as a customer. What a guest has in the cart goes with them. A login that is not a customer's is refused.
   * @throws {ApiRefusal}
   */
  logIn(credentials: { email: string; password: string }): Promise<void>;
  /** Ends the login here, whatever the API answers. */
  logOut(): Promise<void>;
  /** Makes the browser a guest of the shop, where it is not somebody already. @throws {ApiRefusal} */
  becomeGuest(): Promise<void>;
}

/** Not those of `/admin`: a browser of somebody who works here is a buyer in the shop. */
const ACCESS = 'holdfast_shop_access';
const REFRESH = 'holdfast_shop_refresh';
/** As long as the API keeps a refresh token that nobody uses. */
const REFRESH_SECONDS = 30 * 86_400;
/** An access token is exchanged this early, in seconds: it has to live for all calls of one page. */
const EARLY_SECONDS = 60;

interface Tokens {
  accessToken: string;
  expiresIn: number;
  refreshToken: string;
}

/** A shop sells to buyers: people who work here have no cart. */
const staffOnly: ProblemBody = {
  ...{
    code: 'staff_only',
    title: 'Not here',
    detail: 'This is the login of somebody who works here',
    status: 403,
  },
};

/** The visitor that a request's cookies name. Cookies are set on the reply when tokens are exchanged. */
export function visitorOf(app: FastifyInstance, request: FastifyRequest, reply: FastifyReply): Visitor {
  let access = request.cookies[ACCESS];
  let refresh = request.cookies[REFRESH];
  let renewal: Promise<void> | undefined;

  const send = async (
    method: Method,
    url: string,
    given: { body?: object | undefined; key?: string | undefined; token?: string | undefined },
  ) => {
    const { body, key, token } = given;
    const answer = await app.inject({
      method,
      url,
      // Whoever is behind the page is counted, and not this process.
      remoteAddress: request.ip,
      headers: {
        ...marks(request),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(key === undefined || key === '' ? {} : { 'idempotency-key': key }),
      },
      ...(body === undefined ? {} : { payload: body }),
    });
    const read = () => (answer.payload === '' ? undefined : answer.json());
    return { status: answer.statusCode, read };
  };
  const open = async <T>(answer: Promise<{ status: number; read(): unknown }>): Promise<T> => {
    const { status, read } = await answer;
    if (status >= 400) throw new ApiRefusal(read() as ProblemBody);
    return read() as T;
  };
  const keep = (tokens: Tokens | undefined) => {
    access = tokens?.accessToken;
    refresh = tokens?.refreshToken;
    const options = cookieOptions(request);
    if (tokens === undefined) {
      reply.clearCookie(ACCESS, options).clearCookie(REFRESH, options);
      return;
    }
    const { accessToken, refreshToken, expiresIn } = tokens;
    reply
      .setCookie(ACCESS, accessToken, { ...options, maxAge: expiresIn - EARLY_SECONDS })
      .setCookie(REFRESH, refreshToken, { ...options, maxAge: REFRESH_SECONDS });
  };
  const exchange = async () => {
    try {
      keep(await open<Tokens>(send('POST', '/token/refresh', { body: { refreshToken: refresh } })));
    } catch (error) {
      // Only a refusal ends the login; after a fault of ours the same tokens are tried again.
      if (!(error instanceof ApiRefusal && error.problem.code === 'invalid_refresh_token')) throw error;
      keep(undefined);
    }
  };
  /** A refresh token is good once: calls of one page that find the access token old share the exchange. */
  const renew = () => {
    renewal ??= exchange();
    return renewal;
  };

  return {
    get isKnown() {
      return access !== undefined || refresh !== undefined;
    },
    look: (url) => open(send('GET', url, {})),
    async call(method, url, body, key) {
      if (access === undefined && refresh !== undefined) await renew();
      const answer = await send(method, url, { body, key, token: access });
      const isOver = answer.status === 401 && refresh !== undefined && renewal === undefined;
      if (!isOver) return open(Promise.resolve(answer));
      await renew();
      return open(send(method, url, { body, key, token: access }));
    },
    async logIn(credentials) {
      if (access === undefined && refresh !== undefined) await renew();
      const ask = (token?: string) => open<Tokens>(send('POST', '/login', { body: credentials, token }));
      // A guest's login that has ended has no cart to bring.
      const tokens = await ask(access).catch((error) => {
        if (error instanceof ApiRefusal && error.problem.code === 'unauthenticated') return ask();
        throw error;
      });
      const token = tokens.accessToken;
      const { role } = await open<{ role: string }>(send('GET', '/me', { token }));
      if (role === 'CUSTOMER') return keep(tokens);
      await send('POST', '/logout', { token });
      throw new ApiRefusal(staffOnly);
    },
    async logOut() {
      if (access !== undefined) await send('POST', '/logout', { token: access });
      keep(undefined);
    },
    async becomeGuest() {
      if (access === undefined && refresh !== undefined) await renew();
      if (access === undefined) keep(await open<Tokens>(send('POST', '/guests', {})));
    },
  };
}

/** What the API tells one browser from another by; two tabs of one may exchange a token at once. */
function marks({ headers }: FastifyRequest): Record<string, string> {
  const kept = ['user-agent', 'sec-fetch-site', 'origin'] as const;
  return Object.fromEntries(
    kept.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])),
  );
}

/** Lax: who comes back from the page of a payment provider is still known. Other sites' forms are stopped by their origin. */
function cookieOptions(request: FastifyRequest): CookieSerializeOptions {
  return { path: '/shop', httpOnly: true, sameSite: 'lax', secure: request.protocol === 'https' };
}
