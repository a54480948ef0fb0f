import { hash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { Problem } from '../../errors.ts';
import { isKeyOfOther } from '../../idempotency/is-key-of-other.ts';
import { type KeyedRequest, keyOfRoute } from '../../idempotency/keyed-request.ts';
import { IDEMPOTENCY_KEY, idempotencyKeyHeader } from '../schemas.ts';
import { isWithin } from './value-size.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * Takes an Idempotency-Key: the route's handler answers with `answerOnce`. Of a request whose body is a password nothing
     * is written down: who reads the table would guess it, at the speed of SHA-256.
     */
    idempotent?: boolean | 'whatever-the-body';
  }
  interface FastifyRequest {
    /** The request as its Idempotency-Key has it, on a route that takes one. */
    keyed: KeyedRequest | undefined;
  }
}

/**
 * Reads the Idempotency-Key where a route takes one, before the body is judged: a key that stands for another request
 * says more than "not valid". Adds the header to the route's schema, so it is registered before the document's plugin.
 */
export const idempotencyPlugin = fp(
  async (app) => {
    app.decorateRequest('keyed', undefined);
    app.addHook('onRoute', (route) => {
      if (!route.config?.idempotent) return;
      const headers = (route.schema?.headers ?? { type: 'object', properties: {} }) as { properties: object };
      route.schema = {
        ...route.schema,
        headers: { ...headers, properties: { ...headers.properties, ...idempotencyKeyHeader } },
      };
      route.preValidation = [
        async (request: FastifyRequest) => {
          const isJudged = route.config?.idempotent === true;
          request.keyed = keyedRequestOf(request, `${route.method} ${route.url}`, isJudged);
          if (request.keyed && (await isKeyOfOther(app.pg, request.keyed)))
            throw new Problem('idempotency_key_reused');
        },
        ...[route.preValidation ?? []].flat(),
      ];
    });
  },
  { name: 'idempotency', dependencies: ['database'] },
);

/** Writing a body as JSON again recurses: deeper than this is no request of this API. */
const FINGERPRINTED = { values: Infinity, characters: Infinity, depth: 100 };

/** @returns undefined without a key, and for what was never taken under any: the schema says what is wrong with it */
function keyedRequestOf(
  { method, url, headers, body, user }: FastifyRequest,
  route: string,
  isBodyJudged: boolean,
): KeyedRequest | undefined {
  const key = headers['idempotency-key'];
  if (typeof key !== 'string' || !isKey(key) || !isWithin(body, FINGERPRINTED)) return undefined;
  const content = `${method} ${url.split('?', 1)[0]}\n${body === undefined || !isBodyJudged ? '' : JSON.stringify(body)}`;
  // Keys have no row to hang it on but that of who made them: two of one maker do not meet.
  const own = user.keyId === undefined ? key : `${user.keyId} ${key}`;
  return { userId: user.sub, key: keyOfRoute(route, own), fingerprint: hash('sha256', content, 'buffer') };
}

const visible = new RegExp(IDEMPOTENCY_KEY.pattern);

function isKey(key: string): boolean {
  return key.length <= IDEMPOTENCY_KEY.maxLength && visible.test(key);
}
