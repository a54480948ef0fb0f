import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Problem, type ProblemCode } from '../../errors.ts';
import { nextRequestId } from '../request-id.ts';
import { bodyOfProblem, PROBLEM_TYPE, sendProblem, toProblem } from './problems.ts';

/** Node's own errors about what arrived, before there is a request to speak of. */
const parserCodes: Record<string, ProblemCode> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
  HPE_HEADER_OVERFLOW: 'headers_too_large',
};

const UNREADABLE = 'The request is no HTTP that can be read';

/** Node's error about a connection, with the bytes that it could not read. */
type ClientError = Error & { code?: string; rawPacket?: unknown };

/** Answers that come before one about bytes behind their requests. */
const waiting = new WeakSet<ServerResponse>();

/** Answers what is no HTTP request with problem+json, too, and ends the connection. */
export function answerClientError(app: FastifyInstance, error: ClientError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  // Into an answer that is under way nothing else may be written.
  const { _httpMessage: answer } = socket as Socket & { _httpMessage?: ServerResponse };
  // What was read whole before it is carried out, so its answer comes first. Node puts the next one in its place.
  if (answer?.req.complete && (!answer.headersSent || answer.writableEnded)) {
    if (!waiting.has(answer)) answer.once('close', () => answerClientError(app, error, socket));
    waiting.add(answer);
    return;
  }
  if (socket.writable && !answer?.headersSent) {
    const code = parserCodes[error.code ?? ''] ?? 'validation_failed';
    const problem = new Problem(
      code,
      UNREADABLE,
      code === 'validation_failed' ? { extensions: { errors: [{ pointer: '#', detail: UNREADABLE }] } } : {},
    );
    const { headers, body } = bare(app, problem, originIn(error.rawPacket), '/');
    const head = Object.entries({ ...headers, connection: 'close' }).map(
      ([name, value]) => `${name}: ${value}\r\n`,
    );
    socket.write(`HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\n${head.join('')}\r\n${body}`);
  }
  socket.destroySoon();
}

/** Answers an address that Fastify cannot read. It runs no hooks then, so the request is counted here; and it looks for no proxy, so it counts as the connection that brought it. */
export function answerFrameworkError(app: FastifyInstance) {
  return (error: FastifyError, request: FastifyRequest, reply: FastifyReply): void => {
    reply.headers(app.headersWithoutHooks(request.headers.origin, request.id));
    sendProblem(app.countRequest(request, reply) ?? toProblem(error, request), request, reply);
  };
}

/** Node answers an Expect that it does not know by itself, with an empty 417. */
export function answerUnknownExpectation(app: FastifyInstance): void {
  app.server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    const problem = new Problem('expectation_failed');
    const { headers, body } = bare(app, problem, request.headers.origin, request.url ?? '/');
    response.writeHead(problem.status, { ...headers, connection: 'close' }).end(body);
  });
}

function bare(app: FastifyInstance, problem: Problem, origin: string | undefined, url: string) {
  const requestId = nextRequestId();
  const body = JSON.stringify(bodyOfProblem(app, problem, url, requestId));
  const headers = {
    ...app.headersWithoutHooks(origin, requestId),
    'content-type': PROBLEM_TYPE,
    'content-length': String(Buffer.byteLength(body)),
  };
  return { headers, body };
}

/** The Origin that a broken request names: a page may read why it was refused. */
function originIn(packet: unknown): string | undefined {
  return /\r\norigin: *([\x21-\x7e]{1,300})\r\n/i.exec(String(packet ?? ''))?.[1];
}
