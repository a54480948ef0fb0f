import formbody from '@fastify/formbody';
import type { FastifyError, FastifyInstance } from 'fastify';
import type { Problem } from '../../errors.ts';
import { LINK_ANSWERS } from '../accounts/links.ts';
import { formPageHeaders } from '../plugins/plain-page-headers.ts';
import { toProblem } from '../plugins/problems.ts';
import { wordsPage } from './pages.ts';

/** Nobody keeps the page, or hears of its address, which is the link. Its form goes to this shop alone. */
const headers = { ...formPageHeaders, 'cache-control': 'no-store', 'x-robots-tag': 'noindex, nofollow' };

/** Of a route of these pages. */
export const pageConfig = { access: 'anyone', html: true, ...LINK_ANSWERS } as const;

/**
 * Makes a scope one of pages behind mailed links: forms are read, and what goes wrong is told in words. Mail scanners open
 * links: a GET shows what a button does, and does nothing.
 *
 * @param another where another link comes from, as a sentence
 */
export async function asLinkPages(app: FastifyInstance, another: string): Promise<void> {
  await app.register(formbody);
  app.addHook('onRequest', async (_request, reply) => void reply.headers(headers));
  app.setErrorHandler((error, request, reply) => {
    const problem = toProblem(error as FastifyError, request);
    // Not the address: it is the link.
    if (problem.status >= 500) request.log.warn({ err: error }, 'a page of a mailed link could not be made');
    return reply
      .code(problem.status)
      .headers({ ...problem.headers, ...headers })
      .send(faultPage(problem, another));
  });
}

function faultPage({ status, title }: Problem, another: string): string {
  if (status === 410) return wordsPage('This link has ended', `It was used, or is too old. ${another}`);
  if (status >= 500) return wordsPage('Not now', 'The shop does not answer. Try again in a minute.');
  return wordsPage('Not now', `${title}.`);
}
