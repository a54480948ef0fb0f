import { setTimeout as delay } from 'node:timers/promises';
import { type Executor, executeIn } from '../database/execute-in.ts';
import { IdempotencyError } from './idempotency-error.ts';
import { type KeptAnswer, type KeyedRequest, lockHash } from './keyed-request.ts';
import { type ClaimedRow, claimKey } from './sql/claim-key.ts';
import { keepAnswer } from './sql/keep-answers.ts';
import { type AnswerRow, readAnswer } from './sql/read-answer.ts';
import { WITHDRAWN_STATUS } from './withdrawn.ts';

/** How long a request waits for another one with its key, in ms. It holds no connection meanwhile. */
const KEY_TIMEOUT_MS = 5_000;
const KEY_PAUSE_MS = 25;

/** What was done, and the answer that it is told with. */
export interface Done<Result extends object> {
  answer: KeptAnswer;
  /** Undefined where it was done before: this is its answer again. */
  result: Result | undefined;
}

type Work<Client extends Executor, Result extends object> = (
  client: Client,
) => Promise<{ answer: KeptAnswer; result: Result }>;
type Transact<Client extends Executor> = <T>(work: (client: Client) => Promise<T>) => Promise<T>;

/**
 * Does what a request asks for in one transaction, and once, however often the request is sent and to however many
 * processes: its answer is kept in that transaction, and a repeat gets it again. What `work` throws undoes all of it,
 * and the key is as new. Locks the key before whatever `work` locks, and waits for nobody with a transaction open.
 *
 * @param transact runs one transaction (READ COMMITTED), again where it has to
 * @param request undefined for one without a key: it is done each time
 * @throws {IdempotencyError} `idempotency_key_reused`; `idempotency_in_progress` after 5 s; `not_found` where its answer was withdrawn
 */
export async function runOnce<Client extends Executor, Result extends object>(
  transact: Transact<Client>,
  request: KeyedRequest | undefined,
  work: Work<Client, Result>,
): Promise<Done<Result>> {
  if (request === undefined) return transact(work);
  const deadline = performance.now() + KEY_TIMEOUT_MS;
  for (;;) {
    const done = await transact((client) => claimAndRun(client, request, work));
    if (done) return done;
    if (performance.now() > deadline) throw new IdempotencyError({ kind: 'idempotency_in_progress' });
    await delay(KEY_PAUSE_MS);
  }
}

/** @returns undefined where another transaction works under the key */
async function claimAndRun<Client extends Executor, Result extends object>(
  client: Client,
  { userId, key, fingerprint }: KeyedRequest,
  work: Work<Client, Result>,
): Promise<Done<Result> | undefined> {
  const [claim] = await executeIn<ClaimedRow>(client, claimKey, [String(lockHash(userId, key))]);
  if (!claim?.claimed) return undefined;
  // Read after the claim and in a statement of its own: whoever held the key before has committed by now.
  const [known] = await executeIn<AnswerRow>(client, readAnswer, [userId, key]);
  if (known) {
    if (known.fingerprint !== fingerprint.toString('hex'))
      throw new IdempotencyError({ kind: 'idempotency_key_reused' });
    const { reference, status, body } = known;
    if (status === WITHDRAWN_STATUS) throw new IdempotencyError({ kind: 'not_found' });
    return { answer: { reference, status, body }, result: undefined };
  }
  const done = await work(client);
  const { reference, status, body } = done.answer;
  const values = [userId, key, `\\x${fingerprint.toString('hex')}`, reference, status, body];
  await executeIn(client, keepAnswer, values);
  return done;
}
