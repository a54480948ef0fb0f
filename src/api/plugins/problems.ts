import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { Abandoned } from '../../async/abandoned.ts';
import { Problem, type ProblemCode, problems } from '../../errors.ts';
import { UnknownOutcome } from '../../orders/commit-inquiry.ts';
import { allowedMethods } from './allowed-methods.ts';
import { problemOf } from './operation-errors.ts';
import { faultsOf } from './validation.ts';

/** Fastify's own errors, in the words of the catalogue. */
const fastifyCodes: Record<string, ProblemCode> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed_body',
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed_body',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed_body',
  FST_ERR_MAX_PARAM_LENGTH_EXCEEDED: 'uri_too_long',
};

/** How long to leave a database alone that has just gone, in seconds. */
const DATABASE_RETRY_SECONDS = 2;

export const problemsPlugin = fp(
  async (app) => {
    app.setErrorHandler((error, request, reply) =>
      sendProblem(toProblem(error as FastifyError, request), request, reply),
    );

    app.setNotFoundHandler((request, reply) => {
      if (request.method === 'OPTIONS') return answerOptions(app, request, reply);
      const allowed = allowedMethods(app, request.url);
      // A method that is offered here came from a route that found nothing, such as a file that is none.
      if (allowed.length === 0 || allowed.includes(request.method))
        return sendProblem(new Problem('not_found', NOTHING_HERE), request, reply);
      reply.header('allow', allowed.join(', '));
      return sendProblem(
        new Problem('method_not_allowed', `Allowed here: ${allowed.join(', ')}`),
        request,
        reply,
      );
    });
  },
  { name: 'problems', dependencies: ['allowed-methods', 'draining'] },
);

const NOTHING_HERE = 'There is nothing at this address';

/** Says which methods an address offers: 204 and `Allow` (RFC 9110, section 9.3.7). */
export function answerOptions(
  app: FastifyInstance,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const allowed = allowedMethods(app, request.url);
  if (allowed.length === 0) return sendProblem(new Problem('not_found', NOTHING_HERE), request, reply);
  return reply.header('allow', allowed.join(', ')).code(204).send();
}

/** Sends an error as RFC 9457 problem+json. What is not meant for a client goes to the log alone. */
export function sendProblem(problem: Problem, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (problem.status >= 500) {
    const err = problem.cause ?? problem;
    if (problem.code === 'internal_error') request.log.error({ err }, 'request failed');
    else request.log.warn({ err }, 'request could not be served');
  }
  return reply
    .code(problem.status)
    .headers(problem.headers)
    .header('cache-control', 'no-store')
    .header('content-type', PROBLEM_TYPE)
    .serializer(JSON.stringify)
    .send(bodyOfProblem(request.server, problem, request.url, request.id));
}

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** @param url of the request; its query stays out, which may hold secrets */
export function bodyOfProblem({ config }: FastifyInstance, problem: Problem, url: string, requestId: string) {
  return {
    type: `${config.problemsUrl}/${problem.code}`,
    title: problem.title,
    status: problem.status,
    detail: problem.detail,
    instance: url.split('?', 1)[0],
    code: problem.code,
    requestId,
    ...problem.extensions,
  };
}

/** Finds the problem that an error stands for. */
export function toProblem(error: FastifyError, { raw, log, server }: FastifyRequest): Problem {
  if (error instanceof Problem) return error;
  const own = problemOf(error);
  if (own) return own;
  if (error.validation) {
    return new Problem('validation_failed', 'See errors for what to change', {
      extensions: { errors: faultsOf(error.validation) },
    });
  }
  // The body ended before it was all there. That is nobody's fault here, whatever the socket calls it.
  const isCutOff = raw.destroyed && !raw.complete;
  // A stop waits for connections. The work of a client that has gone ends where it finds the pools closed.
  const isLeftOver = raw.socket.destroyed && server.isStopping();
  if (isCutOff || isLeftOver || error instanceof Abandoned) {
    log.debug({ err: error }, 'the client hung up');
    return new Problem('request_timeout', 'The client hung up', { cause: error });
  }
  if (error.code === 'FST_ERR_BAD_URL') {
    return new Problem('validation_failed', 'The address cannot be decoded', {
      extensions: { errors: [{ pointer: '#', detail: 'has a % that stands for no character' }] },
    });
  }
  const known = fastifyCodes[error.code];
  if (known) return new Problem(known, error.message);
  if (isPassing(error)) {
    return new Problem('unavailable', undefined, { retryAfterSeconds: DATABASE_RETRY_SECONDS, cause: error });
  }
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
    const code = (Object.keys(problems) as ProblemCode[]).find((c) => problems[c][0] === error.statusCode);
    return new Problem(code ?? 'validation_failed', code === 'unauthenticated' ? undefined : error.message);
  }
  return new Problem('internal_error', undefined, { cause: error });
}

/**
 * What another try may find gone: the connection ended, could not be made, or the server is starting or stopping
 * (classes 08, 53, 57P, 25P03, 25006); a statement took too long or was cancelled (57014, 55P03); PostgreSQL let
 * somebody else go first (class 40).
 */
const passingFault = /^(08...|53...|57P..|25P03|25006|57014|55P03|40...)$/;

function isPassing(error: Error): boolean {
  for (
    let cause: unknown = error, depth = 0;
    cause instanceof Error && depth < 5;
    cause = cause.cause, depth++
  ) {
    const code = String((cause as { code?: unknown }).code ?? '');
    if (passingFault.test(code)) return true;
    if (['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN'].includes(code))
      return true;
    if (
      /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Query read timeout/.test(
        cause.message,
      )
    ) {
      return true;
    }
    if (cause instanceof UnknownOutcome) return true;
  }
  return false;
}
