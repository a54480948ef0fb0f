/** What a login gives. */
export interface Tokens {
  accessToken: string;
  refreshToken: string;
  /** Seconds from when they were given. */
  expiresIn: number;
}

/** Where tokens outlive the page. Keep the refresh token where scripts of others cannot read it. */
export interface TokenStore {
  get(): KeptTokens | undefined | Promise<KeptTokens | undefined>;
  set(tokens: KeptTokens | undefined): void | Promise<void>;
}

export interface KeptTokens extends Tokens {
  /** Milliseconds since 1970. */
  endsAt: number;
}

/** Renewed this long before they end, in ms. */
const MARGIN_MS = 30_000;

export function memoryStore(): TokenStore {
  let kept: KeptTokens | undefined;
  return {
    get: () => kept,
    set(tokens) {
      kept = tokens;
    },
  };
}

export interface Session {
  keep(tokens: Tokens | undefined): Promise<void>;
  /** An access token that still holds, renewed where it is due; undefined where nobody is logged in. */
  accessToken(): Promise<string | undefined>;
  /** The shop did not take this access token: another one, or undefined where there is none. */
  replace(accessToken: string): Promise<string | undefined>;
}

/**
 * The tokens of one login. A refresh token is good once: requests that find the tokens old at one time share one
 * exchange. Only a refusal ends the login; after a broken line the same tokens may be tried again.
 *
 * @param exchange undefined: refused
 */
export function createSession(
  store: TokenStore,
  exchange: (refreshToken: string) => Promise<Tokens | undefined>,
): Session {
  let renewal: Promise<KeptTokens | undefined> | undefined;

  const keep = async (tokens: Tokens | undefined) => {
    const kept = tokens && { ...tokens, endsAt: Date.now() + tokens.expiresIn * 1_000 };
    await store.set(kept);
    return kept;
  };
  const renew = (tokens: KeptTokens) => {
    renewal ??= exchange(tokens.refreshToken)
      .then(keep)
      .finally(() => {
        renewal = undefined;
      });
    return renewal;
  };

  return {
    async keep(tokens) {
      await keep(tokens);
    },
    async accessToken() {
      const tokens = await store.get();
      if (!tokens || tokens.endsAt - MARGIN_MS > Date.now()) return tokens?.accessToken;
      return (await renew(tokens))?.accessToken;
    },
    async replace(accessToken) {
      const tokens = await store.get();
      // Another request renewed them meanwhile.
      if (!tokens || tokens.accessToken !== accessToken) return tokens?.accessToken;
      return (await renew(tokens))?.accessToken;
    },
  };
}
