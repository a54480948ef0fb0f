import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Executor } from '../database/execute-in.ts';
import type { KeptAnswer } from '../idempotency/keyed-request.ts';
import { type Done, runOnce } from '../idempotency/run-once.ts';

/** What a request made: where it is found by, how it is shown, and whatever the handler goes on with. */
interface Made<Result extends object> {
  reference: string;
  /** 201 unless told. */
  status?: 200 | 201 | 202;
  view: object;
  result: Result;
}

/** An answer that is ready to be sent, as a body that is written already. */
export interface OnceAnswer<Result extends object> {
  reference: string;
  body: string;
  /** Undefined where the request was a repeat: nothing was done. */
  result: Result | undefined;
}

/**
 * Does what a request asks for, in one transaction with the answer that its Idempotency-Key stands for from then on;
 * a repeat gets that answer again, byte for byte. For a route with `config.idempotent`. Sets status and headers that are
 * the same for all; the handler adds Location and others, and sends `body`.
 *
 * @param transact runs one transaction (READ COMMITTED)
 * @param work in it; what it throws undoes it, and the key with it
 * @throws {IdempotencyError}
 */
export async function answerOnce<Client extends Executor, Result extends object>(
  request: FastifyRequest,
  reply: FastifyReply,
  transact: <T>(work: (client: Client) => Promise<T>) => Promise<T>,
  work: (client: Client) => Promise<Made<Result>>,
): Promise<OnceAnswer<Result>> {
  const done = await runOnce<Client, Result>(transact, request.keyed, async (client) => {
    const { reference, status, view, result } = await work(client);
    return { answer: createdAnswer(reply, reference, view, status), result };
  });
  return answerWith(reply, done);
}

/** What a request is answered with that made `view`. */
export const createdAnswer = (
  reply: FastifyReply,
  reference: string,
  view: object,
  status = CREATED,
): KeptAnswer => ({ reference, status, body: reply.code(status).serialize(view) as string });

/** Sets status and headers for what was done once; see answerOnce. */
export function answerWith<Result extends object>(
  reply: FastifyReply,
  { answer, result }: Done<Result>,
): OnceAnswer<Result> {
  reply.code(answer.status).type('application/json; charset=utf-8');
  if (result === undefined) reply.header('idempotent-replayed', 'true');
  return { reference: answer.reference, body: answer.body, result };
}

const CREATED: number = 201;
