import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../../errors.ts';
import type { AccessToken } from '../plugins/access.ts';
import { sendProblem } from '../plugins/problems.ts';
import { securityHeaders } from '../plugins/security-headers.ts';
import { isSameOrigin } from '../same-origin.ts';
import { auditBoard } from './audit-board.ts';
import { boardPath } from './board-path.ts';
import { loginRoutes } from './login-routes.ts';
import { createOperatorCheck } from './operator-check.ts';
import { operatorPages } from './operator-pages.ts';
import { liveScriptHash } from './overview/live-script.ts';
import { mayOpen, needs, withOwnParts } from './page-scope.ts';
import { pageStyleHash } from './pages.ts';
import { firstPlace } from './places.ts';
import { queueBoard } from './queue-board.ts';
import { refusedPage } from './refused-page.ts';
import { findOperator } from './session.ts';
import { styleHash } from './style.ts';

const nobodyElse = { frameAncestors: ["'none'"], baseUri: ["'self'"], formAction: ["'self'"] };
/** The login: no script at all. */
const loginPolicy = restrict({ defaultSrc: ["'none'"], styleSrc: [pageStyleHash], ...nobodyElse });
/** Our own pages behind it: one script, which asks us alone, and frames of ours, for mails. */
const pagePolicy = restrict({
  defaultSrc: ["'none'"],
  styleSrc: [styleHash],
  scriptSrc: [liveScriptHash],
  connectSrc: ["'self'"],
  frameSrc: ["'self'"],
  ...nobodyElse,
});
/** Bull Board: its own files and its own API. It styles elements in line. */
const boardPolicy = restrict({
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", 'data:'],
  fontSrc: ["'self'"],
  connectSrc: ["'self'"],
  ...nobodyElse,
});

/** The operators' pages: their own login, their own cookie, their own rules for what a browser may load. */
export async function adminRoutes(app: FastifyInstance): Promise<void> {
  await app.register(cookie);
  app.decorateRequest('operator', undefined);
  await app.register(formbody);
  app.addHook('onRoute', (route) => {
    // Every route in here is guarded by the hooks below, a library's as well as ours.
    route.config = { ...route.config, access: 'guarded', html: true };
    route.schema = { ...route.schema, hide: true };
  });
  app.addHook('onRequest', async (request, reply) => {
    if (!isRead(request) && !isSameOrigin(request, app.config.publicUrl)) {
      const problem = new Problem('forbidden', 'This request does not come from a page of this shop');
      return sendProblem(problem, request, reply);
    }
  });

  await app.register(async (pages) => {
    pages.addHook('onRequest', async (_request, reply) => void reply.headers(loginPolicy));
    await pages.register(loginRoutes);
  });

  const findReader = createOperatorCheck(app);
  await app.register(async (guarded) => {
    guarded.addHook('onRequest', async (request, reply) => {
      reply.headers(pagePolicy);
      // Who was one a moment ago may look while the database is silent; whoever changes something is asked for now.
      request.operator = await (isRead(request) ? findReader(request) : findOperator(app, request));
      if (request.operator === undefined) return askToLogIn(request, reply);
      if (!mayOpen(request)) return refuse(request, reply);
    });
    guarded.addHook('onSend', async ({ operator }, _reply, payload) =>
      operator?.role === 'STAFF' && typeof payload === 'string'
        ? withOwnParts(payload, operator.scopes)
        : payload,
    );
    await operatorPages(guarded);
  });

  await app.register(async (guarded) => {
    needs(guarded, 'jobs:write');
    guarded.addHook('onRequest', async (request, reply) => {
      reply.headers(boardPolicy);
      request.operator = await findOperator(app, request);
      if (request.operator === undefined) return askToLogIn(request, reply);
      if (!mayOpen(request)) return refuse(request, reply);
      const asksQueues = request.url.startsWith(`${boardPath}/api/`);
      if (asksQueues && !app.queues.isReady()) {
        return sendProblem(new Problem('unavailable', 'The job queues cannot be reached'), request, reply);
      }
      if (!isRead(request)) await auditBoard(app, request, request.operator);
    });
    await queueBoard(guarded);
  });
}

function restrict(directives: Record<string, string[]>): Readonly<Record<string, string>> {
  return securityHeaders({
    contentSecurityPolicy: { useDefaults: false, directives },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    // Without a referrer, browsers send `Origin: null` with a form, and where it came from could not be told.
    referrerPolicy: { policy: 'same-origin' },
  });
}

function isRead({ method }: FastifyRequest): boolean {
  return method === 'GET' || method === 'HEAD';
}

function askToLogIn(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (isCustomer(request))
    return sendProblem(new Problem('forbidden', 'These pages are for those who work here'), request, reply);
  const opensPage = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');
  if (!opensPage)
    return sendProblem(new Problem('unauthenticated', 'Log in at /admin/login'), request, reply);
  return reply.redirect(`/admin/login?next=${encodeURIComponent(request.url)}`, 303);
}

/** Of somebody who works here and may not open this page. Who lands on the overview without it is led on. */
function refuse(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { routeOptions, operator } = request;
  const opensPage = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');
  if (opensPage && request.url === '/admin') return reply.redirect(firstPlace(operator?.scopes ?? []), 303);
  const scope = routeOptions.config.pageScope ?? '';
  if (!opensPage)
    return sendProblem(new Problem('forbidden', `This needs the scope ${scope}`), request, reply);
  return reply.code(403).type('text/html; charset=utf-8').send(refusedPage(scope));
}

/** Whoever shows a customer's token gains nothing by logging in. */
function isCustomer({ server, headers: { authorization = '' } }: FastifyRequest): boolean {
  try {
    const { role } = server.jwt.verify<AccessToken>(authorization.replace(/^bearer /i, ''));
    return role === 'CUSTOMER' || role === 'GUEST';
  } catch {
    return false;
  }
}
