import createClient, { type Client } from 'openapi-fetch';
import { orThrow } from './problem.ts';
import { type RetryOptions, withRetries } from './retry.ts';
import type { components, paths } from './schema.ts';
import { createSession, memoryStore, type Session, type TokenStore, type Tokens } from './tokens.ts';

export type Api = Client<paths>;
export type Schemas = components['schemas'];

export interface HoldfastOptions {
  baseUrl: string;
  /** For programs: a key of `POST /api-keys`. A login is then of no use. */
  apiKey?: string;
  /** Where the tokens of a login are kept; in memory unless told. */
  tokens?: TokenStore;
  retry?: RetryOptions;
  /** In place of the platform's. */
  fetch?: (request: Request) => Promise<Response>;
}

export interface Holdfast {
  /** Every operation of the shop, by its path. It resolves with `{ data, error, response }`; `orThrow` unwraps it. */
  readonly api: Api;
  /** @throws {HoldfastProblem} */
  login(credentials: Schemas['LoginRequest']): Promise<void>;
  /** A buyer without an account. @throws {HoldfastProblem} */
  asGuest(): Promise<void>;
  /** Ends the login here whatever the shop answers. */
  logout(): Promise<void>;
}

/** Whoever sends the same key again is answered the same: every POST has one unless its caller gave one. */
const IDEMPOTENCY_KEY = 'idempotency-key';
/** Of what is asked without a login nobody keeps an answer. */
const WITHOUT_KEY = new Set(['/login', '/register', '/guests', '/token/refresh', '/logout']);

/** A way to a shop, of one buyer or one program. */
export function createHoldfast(options: HoldfastOptions): Holdfast {
  const { baseUrl, apiKey, tokens = memoryStore(), retry = {} } = options;
  const plain = options.fetch ?? ((request: Request) => globalThis.fetch(request));
  const retried = withRetries(plain, retry);
  // Its own way: an exchange of tokens asks for none, and a refresh token that was used may be used again for a moment.
  const bare = createClient<paths>({ baseUrl, fetch: withRetries(plain, retry) });
  const session = createSession(tokens, async (refreshToken) => {
    const { data, error, response } = await bare.POST('/token/refresh', { body: { refreshToken } });
    if (data) return data;
    if (error?.code === 'invalid_refresh_token') return undefined;
    return orThrow<Tokens>(Promise.resolve({ error, response }));
  });
  const api = createClient<paths>({
    baseUrl,
    fetch: (request) => send(request, retried, apiKey === undefined ? session : undefined),
  });
  api.use({
    onRequest({ request, schemaPath }) {
      if (apiKey !== undefined) request.headers.set('authorization', `Bearer ${apiKey}`);
      if (request.method !== 'POST' || WITHOUT_KEY.has(schemaPath)) return;
      if (!request.headers.has(IDEMPOTENCY_KEY)) request.headers.set(IDEMPOTENCY_KEY, crypto.randomUUID());
    },
  });
  return {
    api,
    async login(body) {
      await session.keep(await orThrow(api.POST('/login', { body })));
    },
    async asGuest() {
      await session.keep(await orThrow(bare.POST('/guests')));
    },
    async logout() {
      try {
        await api.POST('/logout');
      } finally {
        await session.keep(undefined);
      }
    },
  };
}

/** With the access token of the session, and once more with another where the shop did not take it. */
async function send(
  request: Request,
  fetch: (request: Request) => Promise<Response>,
  session: Session | undefined,
): Promise<Response> {
  const token = await session?.accessToken();
  if (token === undefined) return fetch(request);
  const again = request.clone();
  request.headers.set('authorization', `Bearer ${token}`);
  const response = await fetch(request);
  if (response.status !== 401 || request.url.endsWith('/login')) return response;
  const other = await session!.replace(token);
  if (other === undefined || other === token) return response;
  await response.body?.cancel();
  again.headers.set('authorization', `Bearer ${other}`);
  return fetch(again);
}
