import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify';
import type { Answer } from '../../catalog/cache/answer.ts';
import { may } from '../plugins/access.ts';
import { preferredCoding } from './accept-encoding.ts';
import { type Audience, catalogHeaders, VARY } from './catalog-headers.ts';
import { matchingTag } from './entity-tags.ts';
import { type Variant, variantOf } from './variants.ts';

/**
 * Answers a request for an address whose answer is in memory, before it is parsed, validated or routed to a
 * handler, with a head that was put together once. The hooks of every request (limits, metrics, access) have
 * run or will; what they add to single answers (CORS, preconditions, closing connections) takes the long way.
 */
export function answerFromMemory(app: FastifyInstance) {
  // With `*` every answer has a header of CORS, with a list those to pages of other origins.
  let isShort = !app.config.corsOrigins.includes('*');
  app.addHook('preClose', async () => {
    isShort = false;
  });
  return (request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction): void => {
    const { method, url = '', headers } = request.raw;
    const isRead = method === 'GET' || method === 'HEAD';
    const answer =
      isShort && isRead && isPlain(headers) && !may(request, 'catalog:write')
        ? app.productCache.hit(url)
        : undefined;
    if (answer === undefined) done();
    else send(app, request, reply, answer);
  };
}

type Header = ReturnType<FastifyReply['getHeader']>;

function isPlain(headers: IncomingHttpHeaders): boolean {
  return headers.origin === undefined && headers['if-match'] === undefined;
}

function send(app: FastifyInstance, request: FastifyRequest, reply: FastifyReply, answer: Answer): void {
  const { headers } = request;
  const variant = variantOf(answer, preferredCoding(headers['accept-encoding']));
  const known = matchingTag(headers['if-none-match'], variant);
  const audience: Audience = headers.authorization === undefined ? 'anyone' : 'customer';
  const status = known === undefined ? 200 : 304;
  const isUsual = known === undefined || known === variant.etag;
  const policy = reply.getHeader('ratelimit-policy');
  const head = isUsual
    ? headOf(app, variant, audience, status, policy)
    : makeHead(app, variant, known, audience, status, policy);
  // These values are this request's own; the head is written before anybody else can touch it.
  head[head.length - 1] = request.id;
  if (policy !== undefined) head[head.length - 3] = String(reply.getHeader('ratelimit'));
  reply.hijack();
  reply.raw.writeHead(status, head);
  if (status === 304 || request.raw.method === 'HEAD') reply.raw.end();
  else reply.raw.end(variant.bytes, 'latin1');
}

function headOf(
  app: FastifyInstance,
  variant: Variant,
  audience: Audience,
  status: 200 | 304,
  policy: Header,
): string[] {
  const place = (audience === 'anyone' ? 0 : 1) + (status === 200 ? 0 : 2);
  let head = variant.heads[place];
  if (head === undefined) {
    head = makeHead(app, variant, variant.etag, audience, status, policy);
    variant.heads[place] = head;
  }
  return head;
}

function makeHead(
  app: FastifyInstance,
  variant: Variant,
  etag: string,
  audience: Audience,
  status: 200 | 304,
  policy: Header,
): string[] {
  const headers = {
    ...app.everyAnswer,
    ...catalogHeaders(variant, etag, audience, status, 'holdfast; hit'),
    // Another origin gets another answer: what a cache keeps of this one is not for it.
    ...(app.config.corsOrigins.length > 0 ? { vary: `Origin, ${VARY}` } : {}),
    // The same for all, or for none: the limit of an address is all that counts these requests.
    ...(policy === undefined ? {} : { 'ratelimit-policy': String(policy), ratelimit: '' }),
    'x-request-id': '',
  };
  return Object.entries(headers).flat();
}
