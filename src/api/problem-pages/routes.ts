import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type TSchema, Type } from 'typebox';
import { Problem } from '../../errors.ts';
import { prefersHtml, refusesJson } from '../plugins/accept.ts';
import { plainPageHeaders } from '../plugins/plain-page-headers.ts';
import { Page, problemResponses } from '../schemas.ts';
import { problemPage, problemsPage } from './page.ts';
import { listProblemTypes, ProblemParams, ProblemTypeSchema } from './schemas.ts';

/** They change with a release. */
const KEPT = 'public, max-age=3600';

/** Where `type` of a problem leads: a page for a browser, JSON for everybody else. */
export const problemPageRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const tags = ['Problems'];
  const config = { access: 'anyone', html: true } as const;
  const types = listProblemTypes(app.config.problemsUrl);
  const byCode = new Map(types.map((type) => [type.code, type]));

  app.get(
    '/problems',
    {
      config,
      schema: {
        tags,
        operationId: 'listProblemTypes',
        summary: 'List what may go wrong',
        description: 'Every error of this API, on one page. A browser gets HTML.',
        response: {
          200: jsonOrPage(Page(ProblemTypeSchema, 'ProblemTypePage')),
          ...problemResponses('not_acceptable'),
        },
      },
    },
    (request, reply) =>
      wantsPage(request, reply)
        ? reply.headers(plainPageHeaders).send(problemsPage(types) as never)
        : reply.type(JSON_TYPE).send({ items: types, nextCursor: null } as never),
  );

  app.get(
    '/problems/:code',
    {
      config,
      schema: {
        tags,
        operationId: 'getProblemType',
        summary: 'Read what an error means',
        description: 'Where `type` of a problem leads, in a shop that has a PUBLIC_URL. A browser gets HTML.',
        params: ProblemParams,
        response: {
          200: jsonOrPage(ProblemTypeSchema),
          ...problemResponses('not_found', 'not_acceptable'),
        },
      },
    },
    (request, reply) => {
      const isPage = wantsPage(request, reply);
      const type = byCode.get(request.params.code);
      if (!type) throw new Problem('not_found', 'There is no such problem');
      return isPage
        ? reply.headers(plainPageHeaders).send(problemPage(type) as never)
        : reply.type(JSON_TYPE).send(type as never);
    },
  );
};

const JSON_TYPE = 'application/json; charset=utf-8';

function jsonOrPage(schema: TSchema) {
  return {
    description: 'In JSON, or as a page',
    content: { 'application/json': { schema }, 'text/html': { schema: Type.String() } },
  };
}

/** Names HTML who is a browser. @throws {Problem} not_acceptable where neither is wanted */
function wantsPage({ headers: { accept = '*/*' } }: FastifyRequest, reply: FastifyReply): boolean {
  const others = reply.getHeader('vary');
  reply.headers({ vary: others === undefined ? 'Accept' : `${others}, Accept`, 'cache-control': KEPT });
  if (prefersHtml(accept)) return true;
  if (refusesJson(accept)) throw new Problem('not_acceptable');
  return false;
}
