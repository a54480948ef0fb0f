import { ReplayFailure } from './failure.ts';
import { Refusal, type ShopClient } from './shop-client.ts';

interface Login {
  accessToken: string;
  /** Seconds. */
  expiresIn: number;
}

interface Session {
  login: Promise<Login>;
  goodUntil: number;
}

/** A token is replaced so long before it expires. */
const marginMs = 60_000;

/** The logins of the replay's accounts, each made when it is first needed and again before it runs out. */
export class Sessions {
  readonly #sessions = new Map<string, Session>();

  constructor(
    readonly client: ShopClient,
    readonly password: string,
  ) {}

  /** Logs in ahead of need; a failure is reported to whoever asks for the token. */
  prepare(email: string): void {
    this.tokenOf(email).catch(() => {});
  }

  async tokenOf(email: string): Promise<string> {
    const known = this.#sessions.get(email);
    if (known && known.goodUntil > Date.now()) return (await known.login).accessToken;
    const session: Session = { login: this.#logIn(email), goodUntil: Infinity };
    this.#sessions.set(email, session);
    const { accessToken, expiresIn } = await session.login;
    session.goodUntil = Date.now() + expiresIn * 1_000 - marginMs;
    return accessToken;
  }

  async #logIn(email: string): Promise<Login> {
    try {
      const body = { email, password: this.password };
      return await this.client.send<Login>({ method: 'POST', path: '/login', body });
    } catch (error) {
      // The accounts were made a moment ago: another shop than the one that this database belongs to.
      if (error instanceof Refusal && error.code === 'invalid_credentials') {
        throw new ReplayFailure(
          `The shop at ${this.client.url} does not know the accounts that were prepared: it uses another database. Set DATABASE_URL (or DATA_DIR) to that of the shop`,
        );
      }
      throw error;
    }
  }
}
