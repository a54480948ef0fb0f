import fp from 'fastify-plugin';
import { createEndedLogins, type EndedLogins } from '../../accounts/ended-logins.ts';
import { createKeyedHash, type KeyedHash } from '../../accounts/keyed-hash.ts';
import { createLoginLimiter, type LoginLimiter, unlimitedLogins } from '../../accounts/login-limiter.ts';
import { createSeal, type Seal } from '../../accounts/sealed.ts';
import { linkKey } from '../../links/link-token.ts';
import { ACCESS_TOKEN_SECONDS } from './access.ts';

declare module 'fastify' {
  interface FastifyInstance {
    loginLimiter: LoginLimiter;
    endedLogins: EndedLogins;
    /** For the tokens of mailed links (src/links). */
    linkKey: Buffer;
    /** For what is remembered of a client's address and browser. */
    clientHash: KeyedHash;
    /** For the secrets of second factors. */
    factorSeal: Seal;
  }
}

/** How often this process reads which logins ended at another one, in ms. */
const READ_EVERY_MS = 500;

/** What the routes of logins share: limits of failed ones, and which have ended. */
export const loginsPlugin = fp(
  async (app) => {
    const { jwtSecret, rateLimitEnabled } = app.config;
    const redis = app.hasDecorator('redis') ? app.redis : undefined;
    const limiter = () => createLoginLimiter(redis, createKeyedHash(jwtSecret, 'login limits'));
    app.decorate('loginLimiter', rateLimitEnabled ? limiter() : unlimitedLogins);
    app.decorate('linkKey', linkKey(jwtSecret));
    app.decorate('clientHash', createKeyedHash(jwtSecret, 'clients'));
    app.decorate('factorSeal', createSeal(jwtSecret, 'second factors'));

    const ended = createEndedLogins(app.pg, ACCESS_TOKEN_SECONDS);
    app.decorate('endedLogins', ended);
    let timer: NodeJS.Timeout | undefined;
    let isClosed = false;
    let isLost = false;
    const readAgain = async (): Promise<void> => {
      try {
        await ended.read();
        isLost = false;
      } catch (err) {
        // Whoever wants to end a login needs the database as well.
        if (!isLost) app.log.warn({ err }, 'which logins have ended cannot be read');
        isLost = true;
      }
      if (!isClosed) timer = setTimeout(readAgain, READ_EVERY_MS).unref();
    };
    app.addHook('onReady', async () => {
      await ended.read();
      timer = setTimeout(readAgain, READ_EVERY_MS).unref();
    });
    app.addHook('onClose', async () => {
      isClosed = true;
      clearTimeout(timer);
    });
  },
  { name: 'logins', dependencies: ['database', 'redis'] },
);
