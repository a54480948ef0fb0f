import type { Pool, PoolClient } from 'pg';
import { claimNew } from '../../idempotency/claim-new.ts';
import type { KeptAnswer, KeyedRequest } from '../../idempotency/keyed-request.ts';
import type { Done } from '../../idempotency/run-once.ts';
import { keepAllAnswers } from '../../idempotency/sql/keep-answers.ts';
import { type CancelOutcome, cancelOrders } from '../../order-life/cancel-orders.ts';
import type { Change } from '../../order-life/command.ts';
import type { CancelCommand, CancellationView } from '../../order-life/decide-cancellation.ts';
import { whichFit } from '../../order-life/lines-of-orders.ts';
import { OrderError } from '../../order-life/order-error.ts';
import { runTransition } from '../../order-life/run-transition.ts';
import { WAIT_OF_MANY, waitAtMost } from '../../orders/sql/wait-at-most.ts';

/** A request to cancel. */
export interface CancelRequest {
  readonly command: CancelCommand;
  readonly keyed: KeyedRequest | undefined;
  /** What it is answered with once it is done. */
  answerOf(view: CancellationView): KeptAnswer;
}

export type Cancelled = Done<Change<CancellationView>>;

/** `alone`: nothing was done; it needs a transaction of its own. */
export type TogetherOutcome = Cancelled | OrderError | 'alone';

/**
 * Cancels for many requests in one transaction, with the answers of those that have a key: each product is held once and
 * has one new version, so that its buyers meet one rival and not many. One outcome for each, in their order. `alone` are
 * repeats, those whose key somebody works on, those whose orders have more than `maxLines` lines together with those
 * before them, and all of them where PostgreSQL undid the transaction for what one of them met.
 *
 * Locks the keys without waiting, then as cancelOrders; waits for each lock for a second.
 */
export async function cancelTogether(
  pool: Pool,
  requests: readonly CancelRequest[],
  maxLines: number,
): Promise<TogetherOutcome[]> {
  try {
    return await runTransition(pool, (client) => cancelIn(client, requests, maxLines));
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return requests.map(() => 'alone');
  }
}

async function cancelIn(
  client: PoolClient,
  requests: readonly CancelRequest[],
  maxLines: number,
): Promise<TogetherOutcome[]> {
  await client.query({ ...waitAtMost, values: [WAIT_OF_MANY] });
  const ids = requests.map(({ command }) => command.orderId.toLowerCase());
  const fits = await whichFit(client, ids, maxLines);
  const isNew = await claimNew(
    client,
    requests.map(({ keyed }) => keyed),
  );
  const taken = requests.filter((_, n) => fits[n] && isNew[n]);
  const outcomes = new Map<CancelRequest, Cancelled | OrderError>();
  const commands = taken.map(({ command }) => command);
  await cancelOrders(client, commands, async (decided) => {
    for (const [n, outcome] of decided.entries()) outcomes.set(taken[n]!, answered(outcome, taken[n]!));
    await keep(client, outcomes);
  });
  return requests.map((request) => outcomes.get(request) ?? 'alone');
}

/** Keeps the answers of what was done under a key. */
async function keep(
  client: PoolClient,
  outcomes: ReadonlyMap<CancelRequest, Cancelled | OrderError>,
): Promise<void> {
  const answers = [...outcomes].flatMap(([{ keyed }, outcome]) =>
    outcome instanceof OrderError || !keyed
      ? []
      : [{ userId: keyed.userId, claim: keyed, ...outcome.answer }],
  );
  if (answers.length === 0) return;
  const { statement, values } = keepAllAnswers.with({ answers });
  await client.query({ ...statement, values: [...values] });
}

const answered = (outcome: CancelOutcome, { answerOf }: CancelRequest): Cancelled | OrderError =>
  outcome instanceof OrderError ? outcome : { answer: answerOf(outcome.view), result: outcome };

/**
 * Whether PostgreSQL undid the transaction for what one of the requests met: data, a constraint, a lock, a deadlock
 * (classes 22, 23, 40, 55). Each is tried by itself then.
 */
function isRefusal(error: unknown): boolean {
  return /^(2[23]|40|55)...$/.test(String((error as { code?: unknown }).code));
}
