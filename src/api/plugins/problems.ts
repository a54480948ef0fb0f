import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { Problem, type ProblemCode, problems } from '../../errors.ts';
import { allowedMethods } from './allowed-methods.ts';
import { faultsOf } from './validation.ts';

/** Fastify's own errors, in the words of the catalogue. */
const fastifyCodes: Record<string, ProblemCode> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed_body',
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed_body',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed_body',
  FST_ERR_BAD_URL: 'validation_failed',
  FST_ERR_MAX_PARAM_LENGTH_EXCEEDED: 'uri_too_long',
};

/** How long to leave a database alone that has just gone, in seconds. */
const DATABASE_RETRY_SECONDS = 2;

export const problemsPlugin = fp(
  async (app) => {
    app.setErrorHandler((error, request, reply) =>
      sendProblem(toProblem(error as FastifyError), request, reply),
    );

    app.setNotFoundHandler((request, reply) => {
      const allowed = allowedMethods(app, request.url);
      // A method that is offered here came from a route that found nothing, such as a file that is none.
      const isFileNotFound = request.method !== 'OPTIONS' && allowed.includes(request.method);
      if (allowed.length === 0 || isFileNotFound)
        return sendProblem(new Problem('not_found', 'There is nothing at this address'), request, reply);
      reply.header('allow', allowed.join(', '));
      if (request.method === 'OPTIONS') return reply.code(204).send();
      return sendProblem(
        new Problem('method_not_allowed', `Allowed here: ${allowed.join(', ')}`),
        request,
        reply,
      );
    });
  },
  { name: 'problems', dependencies: ['allowed-methods'] },
);

/** Sends an error as RFC 9457 problem+json. What is not meant for a client goes to the log alone. */
export function sendProblem(problem: Problem, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (problem.status >= 500) {
    const err = problem.cause ?? problem;
    if (problem.code === 'internal_error') request.log.error({ err }, 'request failed');
    else request.log.warn({ err }, 'request could not be served');
  }
  const body = {
    type: `https://holdfast.example/problems/${problem.code}`,
    title: problem.title,
    status: problem.status,
    detail: problem.detail,
    instance: request.url.split('?', 1)[0],
    code: problem.code,
    requestId: request.id,
    ...problem.extensions,
  };
  return reply
    .code(problem.status)
    .headers(problem.headers)
    .header('cache-control', 'no-store')
    .header('content-type', 'application/problem+json; charset=utf-8')
    .serializer(JSON.stringify)
    .send(body);
}

/** Finds the problem that an error stands for. */
export function toProblem(error: FastifyError): Problem {
  if (error instanceof Problem) return error;
  if (error.validation) {
    return new Problem('validation_failed', 'See errors for what to change', {
      extensions: { errors: faultsOf(error.validation, error.validationContext) },
    });
  }
  if (error.name === 'Abandoned')
    return new Problem('request_timeout', 'The client hung up', { cause: error });
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
    if (cause.name === 'UnknownOutcome') return true;
  }
  return false;
}
