import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PoolClient } from 'pg';
import type { Seal } from '../../accounts/sealed.ts';
import { inTransaction } from '../../database/in-transaction.ts';
import { Problem } from '../../errors.ts';
import { shownSecret } from '../../webhooks/signature.ts';
import { answerOnce } from '../answer-once.ts';

/**
 * Does what makes a secret, once, and answers with it. The answer is kept for a repeat, and the secret is not to be read
 * where it is. @param work in one transaction @returns the id that the answer is found by, and what to send
 */
export async function answerWithSecret(
  request: FastifyRequest,
  reply: FastifyReply,
  seal: Seal,
  work: (client: PoolClient) => Promise<{ reference: string; view: object; secret: Buffer }>,
): Promise<{ reference: string; view: never }> {
  const transact = <T>(run: (client: PoolClient) => Promise<T>) => inTransaction(request.server.pg, run);
  const { reference, body } = await answerOnce(request, reply, transact, async (client) => {
    const { reference: id, view, secret } = await work(client);
    return { reference: id, view: { ...view, secret: seal.seal(secret, id).toString('base64') }, result: {} };
  });
  const kept = JSON.parse(body);
  const secret = seal.open(Buffer.from(kept.secret, 'base64'), reference);
  if (!secret) throw new Problem('idempotency_key_reused', 'The secret that was made cannot be shown again');
  return { reference, view: { ...kept, secret: shownSecret(secret) } as never };
}
