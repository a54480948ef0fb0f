import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { HoldfastProblem } from '../../../clients/typescript/src/index.ts';
import { Problem } from '../../errors.ts';
import { wordsPage } from '../../shop/layout.ts';
import { problemWords } from '../../shop/problem-words.ts';
import { shopStyleHash } from '../../shop/style.ts';
import { toProblem } from '../plugins/problems.ts';
import { securityHeaders } from '../plugins/security-headers.ts';
import { isSameOrigin } from '../same-origin.ts';
import { shopAccountRoutes } from './account-routes.ts';
import { shopCartRoutes } from './cart-routes.ts';
import { shopCatalogRoutes } from './catalog-routes.ts';
import { shopCheckoutRoutes } from './checkout-routes.ts';
import { shopOrderRoutes } from './order-routes.ts';
import { sendPage } from './send-page.ts';
import { type Visitor, visitorOf } from './visitor.ts';

/** No script at all, and nothing from elsewhere. What is shown is one buyer's. */
const headers = {
  ...securityHeaders({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: [shopStyleHash],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    // Without a referrer, browsers send `Origin: null` with a form, and where it came from could not be told.
    referrerPolicy: { policy: 'same-origin' },
  }),
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
};

/**
 * A small storefront at `/shop`, where SHOP_PAGES asks for it: pages without scripts, for browsers. It sells through the
 * HTTP API like any other shop front, with the tokens that the buyer's cookies hold, and knows no table.
 */
export async function shopRoutes(app: FastifyInstance): Promise<void> {
  await app.register(cookie);
  await app.register(formbody);
  app.decorateRequest('visitor', undefined as unknown as Visitor);
  app.addHook('onRoute', (route) => {
    route.config = { ...route.config, access: 'anyone', html: true };
    route.schema = { ...route.schema, hide: true };
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(headers);
    request.visitor = visitorOf(app, request, reply);
    const changes = request.method !== 'GET' && request.method !== 'HEAD';
    if (changes && !isSameOrigin(request, app.config.publicUrl))
      throw new Problem('forbidden', 'This request does not come from a page of this shop');
  });
  app.setErrorHandler((error, request, reply) => answerFault(error as FastifyError, request, reply));

  await app.register(shopCatalogRoutes);
  await app.register(shopCartRoutes);
  await app.register(shopCheckoutRoutes);
  await app.register(shopAccountRoutes);
  await app.register(shopOrderRoutes);
  app.get('/shop/*', async () => {
    throw new Problem('not_found');
  });
}

function answerFault(error: FastifyError, request: FastifyRequest, reply: FastifyReply) {
  const { code, title, status, headers: more } = problemOf(error, request);
  if (status >= 500) request.log.warn({ err: error }, 'a page of the storefront could not be made');
  // A link that is not right leads to no page, and will not lead to one later.
  const isNoPage =
    status === 404 || (status === 400 && (request.method === 'GET' || request.method === 'HEAD'));
  reply.code(isNoPage ? 404 : status).headers({ ...more, ...headers });
  const page = isNoPage
    ? wordsPage('Nothing here', 'What you look for is not in the shop, or not yours.')
    : wordsPage('Not now', problemWords({ code, title, status }));
  return sendPage(request, reply, page);
}

function problemOf(
  error: FastifyError,
  request: FastifyRequest,
): Pick<Problem, 'title' | 'status' | 'headers'> & { code: string } {
  if (!(error instanceof HoldfastProblem)) return toProblem(error, request);
  return { code: error.code, title: error.problem.title, status: error.status, headers: {} };
}
