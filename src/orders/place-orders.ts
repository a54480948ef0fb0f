import type { Pool, QueryResultRow } from 'pg';
import { type OutboxRow, outboxRow } from '../jobs/outbox.ts';
import { type Contention, createContention } from './contention.ts';
import { type Decision, decide } from './decide.ts';
import type { PlaceOrderCommand, PlaceOrderOutcome } from './outcome.ts';
import { settleKeys } from './settle-keys.ts';
import { uuids } from './sql/arrays.ts';
import { lockProducts } from './sql/lock-products.ts';
import { type CartRow, readCarts } from './sql/read-carts.ts';
import type { Step } from './sql/statement.ts';
import { type Conclusion, readThenWrite, type Session } from './transaction.ts';
import { PLACED_STATUS, writeDecision } from './write-decision.ts';

/** Attempts under the version check alone; a quiet shop needs one. From then on products are locked first. */
const OPTIMISTIC_ATTEMPTS = 2;

/** With the products locked only a cart that changes again and again can lose; that one is told to slow down. */
const MAX_ATTEMPTS = 20;

/** Contention did not end: nothing was placed, and trying again later makes sense. */
export class TooContended extends Error {
  override readonly name = 'TooContended';
}

/**
 * Places an order for each command, from its customer's cart. One transaction holds all of them: stock
 * validation and deduction under the version check, orders, items, stock movements, emptied carts,
 * idempotency records and outbox messages. All or nothing.
 *
 * A lost race is nobody's refusal: the transaction is rolled back and decided again on fresh rows, after
 * two attempts with the products locked in id order. An order that the database itself refuses fails alone:
 * the list is halved until it is found, and the rest is placed. Outcomes stand in the order of the commands.
 *
 * Owns its transactions, because it must be able to start over. Locks: products (FOR NO KEY UPDATE, id
 * order), the ordered cart items, an advisory lock for each Idempotency-Key.
 *
 * @param pool with `pipeline: true` (createCheckoutPool)
 * @param begun the transaction of the first attempt, where it has begun (beginWith)
 * @throws {TooContended} after 20 attempts
 * @throws {UnknownOutcome} when PostgreSQL vanished during COMMIT and did not come back in time
 */
export async function placeOrders(
  pool: Pool,
  commands: readonly PlaceOrderCommand[],
  contention: Contention = createContention(),
  begun?: Session,
): Promise<PlaceOrderOutcome[]> {
  try {
    return await placeTogether(pool, commands, contention, begun);
  } catch (error) {
    if (!isRefusedData(error)) throw error;
    if (commands.length === 1) return [{ kind: 'failed', error: error as Error }];
    const middle = commands.length >> 1;
    const first = await placeOrders(pool, commands.slice(0, middle), contention);
    const rest = commands.slice(middle);
    // The first half stands by now: what befalls the second is the second's alone.
    const second = await placeOrders(pool, rest, contention).catch((cause: Error) =>
      rest.map((): PlaceOrderOutcome => ({ kind: 'failed', error: cause })),
    );
    return [...first, ...second];
  }
}

async function placeTogether(
  pool: Pool,
  commands: readonly PlaceOrderCommand[],
  contention: Contention,
  begun?: Session,
): Promise<PlaceOrderOutcome[]> {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    let decision: Decision | undefined;
    try {
      const lockFirst = contention.lockFirst || attempt > OPTIMISTIC_ATTEMPTS;
      const begin = { lockFirst, begun: attempt === 1 ? begun : undefined };
      const outcomes = await placeOnce(pool, commands, begin, (decided) => {
        decision = decided;
      });
      contention.won();
      return outcomes;
    } catch (error) {
      if (!isLostRace(error)) throw error;
      contention.lost(decision);
    }
  }
  throw new TooContended(`no progress in ${MAX_ATTEMPTS} attempts`);
}

function placeOnce(
  pool: Pool,
  commands: readonly PlaceOrderCommand[],
  { lockFirst, begun }: { lockFirst: boolean; begun: Session | undefined },
  onDecision: (decision: Decision) => void,
): Promise<PlaceOrderOutcome[]> {
  const keys = settleKeys(commands);
  const buyers = [uuids([...new Set(commands.map((command) => command.userId))])];
  const reads: Step[] = [
    ...keys.reads,
    ...(lockFirst ? [{ statement: lockProducts, values: buyers }] : []),
    { statement: readCarts, values: buyers },
  ];
  const conclude = (rows: readonly QueryResultRow[][]): Conclusion<PlaceOrderOutcome[]> => {
    const settled = keys.settle(rows);
    const decision = decide(commands, rows.at(-1) as CartRow[], settled, new Date());
    onDecision(decision);
    const owes = decision.orders.map((o) =>
      outboxRow('order.send-confirmation-email', { orderId: o.view.id }),
    );
    return {
      result: report(decision, owes),
      write: writeDecision(decision, owes),
      orderId: decision.orders[0]?.view.id,
    };
  };
  return readThenWrite(pool, reads, conclude, begun);
}

function report(decision: Decision, owes: OutboxRow[]): PlaceOrderOutcome[] {
  const outcomes = [...decision.outcomes];
  for (const [n, order] of decision.orders.entries()) {
    const message = owes[n];
    outcomes[order.index] = {
      kind: 'placed',
      orderId: order.view.id,
      status: PLACED_STATUS,
      body: order.body,
      owes: message ? [message] : [],
    };
  }
  for (const [index, leader] of decision.followers) {
    const first = outcomes[leader];
    if (first?.kind === 'placed') {
      outcomes[index] = { kind: 'replayed', orderId: first.orderId, status: first.status, body: first.body };
    }
  }
  return outcomes.map((outcome) => {
    if (!outcome) throw new Error('a command was left without an outcome');
    return outcome;
  });
}

/** Fewer rows changed than were read, or PostgreSQL broke a deadlock between transactions. */
function isLostRace(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return code === '40001' || code === '40P01';
}

/** The database refused a row: data exception (class 22) or a constraint (class 23); or it would have. */
function isRefusedData(error: unknown): boolean {
  return error instanceof RangeError || /^2[23]...$/.test(String((error as { code?: unknown }).code));
}
