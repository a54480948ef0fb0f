import type { Pool, QueryResultRow } from 'pg';
import { Deferred } from '../batching/deferred.ts';
import { type CartRow, readCarts, readCartsToPrice } from '../cart/sql/read-carts.ts';
import { text, uuid } from '../database/column-types.ts';
import type { Step } from '../database/statement.ts';
import { type LiveDiscountRow, readLiveDiscounts } from '../rates/sql/read-live-discounts.ts';
import { buyersRead, LINES_READ } from './batch-lines.ts';
import { type Contention, createContention } from './contention.ts';
import { type Decision, decide } from './decide.ts';
import type { PlaceOrderCommand, PlaceOrderOutcome } from './outcome.ts';
import { readTerms } from './read-terms.ts';
import { settleKeys } from './settle-keys.ts';
import { countUnpaid, type UnpaidRow } from './sql/count-unpaid.ts';
import { lockCoupons } from './sql/held-coupons.ts';
import { lockProducts } from './sql/lock-products.ts';
import { waitAtMost } from './sql/wait-at-most.ts';
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

/** How the first attempt goes about its transaction. */
export interface PlaceOrdersTerms {
  /** Goes on with this one, which has begun (beginWith). */
  begun?: Session | undefined;
  /** How long somebody's lock is waited for, in ms, in place of the pool's own patience (createCheckoutPool). */
  lockMs?: number | undefined;
}

/**
 * Places an order for each command, from its customer's cart. One transaction holds all of them: stock
 * validation and deduction under the version check, orders, items, what they cost, coupons, stock movements, emptied
 * carts, idempotency records and outbox messages. All or nothing.
 *
 * A lost race is nobody's refusal: the transaction is rolled back and decided again on fresh rows, after
 * two attempts with the products and coupons locked in id order. An order that the database itself refuses fails alone:
 * the list is halved until it is found, and the rest is placed. Outcomes stand in the order of the commands.
 *
 * Nothing is done, and Deferred stands in the place of an outcome, for commands whose carts are beyond MAX_LINES
 * together with those before them; and for all of a transaction that waited too long for a lock of somebody else.
 *
 * Owns its transactions, because it must be able to start over. Locks: products, then coupons (FOR NO KEY UPDATE,
 * id order), the ordered cart items, an advisory lock for each Idempotency-Key.
 *
 * @param pool with `pipeline: true` (createCheckoutPool)
 * @throws {TooContended} after 20 attempts
 * @throws {UnknownOutcome} when PostgreSQL vanished during COMMIT and did not come back in time
 */
export async function placeOrders(
  pool: Pool,
  commands: readonly PlaceOrderCommand[],
  contention: Contention = createContention(),
  { begun, lockMs }: PlaceOrdersTerms = {},
): Promise<(PlaceOrderOutcome | Deferred)[]> {
  try {
    return await placeTogether(pool, commands, contention, { begun, lockMs });
  } catch (error) {
    if (isLockTimeout(error)) return commands.map(() => new Deferred('held'));
    if (!isRefusedData(error)) throw error;
    if (commands.length === 1) return [{ kind: 'failed', error: error as Error }];
    const middle = commands.length >> 1;
    const first = await placeOrders(pool, commands.slice(0, middle), contention, { lockMs });
    const rest = commands.slice(middle);
    // The first half stands by now: what befalls the second is the second's alone.
    const second = await placeOrders(pool, rest, contention, { lockMs }).catch((cause: Error) =>
      rest.map((): PlaceOrderOutcome => ({ kind: 'failed', error: cause })),
    );
    return [...first, ...second];
  }
}

async function placeTogether(
  pool: Pool,
  commands: readonly PlaceOrderCommand[],
  contention: Contention,
  { begun, lockMs }: PlaceOrdersTerms,
): Promise<(PlaceOrderOutcome | Deferred)[]> {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    let decision: Decision | undefined;
    try {
      const lockFirst = contention.lockFirst || attempt > OPTIMISTIC_ATTEMPTS;
      const begin = { lockFirst, lockMs, begun: attempt === 1 ? begun : undefined };
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
  { lockFirst, lockMs, begun }: PlaceOrdersTerms & { lockFirst: boolean },
  onDecision: (decision: Decision) => void,
): Promise<(PlaceOrderOutcome | Deferred)[]> {
  const keys = settleKeys(commands);
  const terms = readTerms(commands);
  const buyers = [...new Set(commands.map((command) => command.userId))];
  const values = [uuid.array(buyers), LINES_READ];
  const codes = [...new Set(commands.flatMap(({ asked }) => asked?.couponCodes ?? []))];
  const isPriced = commands.some(({ asked }) => asked);
  // A buyer's next order needs the lines that this one takes: none of theirs is written between the count and the write.
  const payers = [...new Set(commands.filter(({ payment }) => payment).map(({ userId }) => userId))];
  const reads: Step[] = [
    ...keys.reads,
    ...(lockMs === undefined ? [] : [{ statement: waitAtMost, values: [`${lockMs}ms`] }]),
    ...(lockFirst ? [{ statement: lockProducts, values }] : []),
    ...(lockFirst && codes.length > 0 ? [{ statement: lockCoupons, values: [text.array(codes)] }] : []),
    ...terms.reads,
    ...(payers.length > 0 ? [{ statement: countUnpaid, values: [uuid.array(payers)] }] : []),
    { statement: isPriced ? readCartsToPrice : readCarts, values },
  ];
  const cartsOf = (rows: readonly QueryResultRow[][]) => rows[reads.length - 1] as CartRow[];
  const readMore = (rows: readonly QueryResultRow[][]): Step[] => {
    const carts = cartsOf(rows);
    if (!carts[0]?.any_discount) return [];
    const products = [...new Set(carts.map((row) => row.product_id))];
    return [{ statement: readLiveDiscounts, values: [uuid.array(products)] }];
  };
  const conclude = (rows: readonly QueryResultRow[][]): Conclusion<(PlaceOrderOutcome | Deferred)[]> => {
    const carts = cartsOf(rows);
    const discounts = (rows[reads.length] ?? []) as LiveDiscountRow[];
    const settled = settleHeavy(commands, buyersRead(buyers, carts), keys.settle(rows));
    const unpaid = payers.length > 0 ? (rows[reads.length - 2] as UnpaidRow[]) : [];
    const before = rows.slice(0, reads.length - (payers.length > 0 ? 2 : 1));
    const decision = decide(commands, carts, settled, new Date(), {
      terms: { ...terms.termsFrom(before.slice(before.length - terms.reads.length)), discounts },
      unpaid: new Map(unpaid.map((row) => [row.user_id, row.unpaid])),
    });
    onDecision(decision);
    return {
      result: report(decision),
      write: writeDecision(decision),
      orderId: decision.orders[0]?.view.id,
    };
  };
  return readThenWrite(pool, reads, conclude, { begun, readMore });
}

/** Defers whose cart was not read whole. The first buyer's alone is beyond every limit of a cart when it was not. */
function settleHeavy(
  commands: readonly PlaceOrderCommand[],
  read: ReadonlySet<string>,
  settled: ReadonlyMap<number, PlaceOrderOutcome>,
): Map<number, PlaceOrderOutcome | Deferred> {
  const all = new Map<number, PlaceOrderOutcome | Deferred>(settled);
  const first = commands[0]?.userId;
  for (const [index, { userId }] of commands.entries()) {
    if (read.has(userId) || all.has(index)) continue;
    all.set(index, userId === first ? { kind: 'order_too_large' } : new Deferred('heavy'));
  }
  return all;
}

function report(decision: Decision): (PlaceOrderOutcome | Deferred)[] {
  const outcomes = [...decision.outcomes];
  for (const { index, view, body, owes } of decision.orders) {
    outcomes[index] = { kind: 'placed', orderId: view.id, status: PLACED_STATUS, body, owes };
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

/** The transaction waited longer than it may for a lock (lock_not_available). */
function isLockTimeout(error: unknown): boolean {
  return (error as { code?: unknown }).code === '55P03';
}

/** The database refused a row: data exception (class 22) or a constraint (class 23); or it would have. */
function isRefusedData(error: unknown): boolean {
  return error instanceof RangeError || /^2[23]...$/.test(String((error as { code?: unknown }).code));
}
