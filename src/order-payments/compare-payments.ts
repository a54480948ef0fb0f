import type { Fact, Found, PaymentProvider } from '../payments/provider.ts';
import type { PaymentContext } from './context.ts';
import { foldFound } from './fold-found.ts';
import { refreshPayment } from './refresh-payment.ts';
import {
  type ContradictionRow,
  findByRefs,
  findContradictions,
  findPaid,
  type KnownPaymentRow,
} from './sql/compare.ts';

/** Something that a provider says otherwise than what is written here; amounts in minor units of the payment's currency. */
export interface PaymentDifference {
  readonly provider: string;
  /** What the provider calls the payment. */
  readonly ref: string;
  /** Undefined where nobody here knows it. */
  readonly orderId?: string;
  readonly paymentId?: string;
  readonly what: 'captured' | 'refunded' | 'unknown here' | 'unknown there';
  /** What the provider says, and what is written here. */
  readonly there: number;
  readonly here: number;
}

/** Payments that are looked for at once. */
const BATCH = 500;
const MOST_CONTRADICTIONS = 1_000;

/**
 * Compares what providers list of their payments with what is written here, in both directions; and orders, payments and
 * entries with each other.
 *
 * @param since payments that were begun since then
 * @param fold folds in what was not known, and tells of what differs even then; else nothing is changed
 * @returns each difference, with its order and payment where they are known
 */
export async function comparePayments(
  context: PaymentContext,
  { since, fold }: { since: Date; fold: boolean },
): Promise<PaymentDifference[]> {
  const { pool, providers } = context;
  const found: PaymentDifference[] = [];
  for (const provider of providers.values()) {
    if (!provider.list) continue;
    const seen = new Set<string>();
    for await (const batch of inBatches(provider.list(since))) {
      const values = [provider.name, batch.map(({ ref }) => ref)];
      const { rows } = await pool.query<KnownPaymentRow>({ ...findByRefs, values });
      const known = new Map(rows.map((row) => [row.ref, row]));
      for (const listed of batch) {
        seen.add(listed.ref);
        const row = known.get(listed.ref);
        const differ = differences(provider, listed, row);
        const now = differ.length > 0 && fold ? await folded(context, provider, listed, row) : row;
        found.push(...(now === row ? differ : differences(provider, listed, now)));
      }
    }
    const { rows } = await pool.query<KnownPaymentRow>({ ...findPaid, values: [provider.name, since] });
    for (const row of rows.filter(({ ref }) => !seen.has(ref)))
      found.push({ ...named(provider, row.ref, row), what: 'unknown there', there: 0, here: row.captured });
  }
  return found;
}

/** Orders and payments that what they follow from contradicts; read from the database alone. */
export async function contradictedPayments({
  pool,
}: Pick<PaymentContext, 'pool'>): Promise<ContradictionRow[]> {
  const { rows } = await pool.query<ContradictionRow>({
    ...findContradictions,
    values: [MOST_CONTRADICTIONS],
  });
  return rows;
}

/** The payment after its provider was asked about it, or after what it carries made it one of ours. */
async function folded(
  context: PaymentContext,
  { name: provider }: PaymentProvider,
  listed: Found,
  row: KnownPaymentRow | undefined,
): Promise<KnownPaymentRow | undefined> {
  const applied = row
    ? await refreshPayment(context, { ...row, orderId: row.order_id, provider })
    : await foldFound(context, provider, listed);
  const { ref } = listed;
  const payment = applied?.money.payments.find((one) => one.provider === provider && one.ref === ref);
  if (!payment) return row;
  const { id, orderId, captured, refunded } = payment;
  return { id, order_id: orderId, ref, captured, refunded };
}

function differences(
  provider: PaymentProvider,
  { ref, facts }: Found,
  row: KnownPaymentRow | undefined,
): PaymentDifference[] {
  const sum = (kind: Fact['kind'], undone?: Fact['kind']) => {
    const without = new Set(facts.filter((fact) => fact.kind === undone).map(({ factRef }) => factRef));
    return facts
      .filter((fact) => fact.kind === kind && !without.has(fact.factRef))
      .reduce((total, { amount }) => total + amount, 0);
  };
  const captured = sum('CAPTURED');
  const gone = sum('REFUNDED', 'REFUND_FAILED') + sum('CHARGEBACK', 'CHARGEBACK_WON');
  const refunded = Math.min(captured, gone);
  const about = named(provider, ref, row);
  if (!row) return captured > 0 ? [{ ...about, what: 'unknown here', there: captured, here: 0 }] : [];
  return [
    { ...about, what: 'captured', there: captured, here: row.captured } as const,
    { ...about, what: 'refunded', there: refunded, here: row.refunded } as const,
  ].filter(({ there, here }) => there !== here);
}

const named = ({ name }: PaymentProvider, ref: string, row: KnownPaymentRow | undefined) => ({
  provider: name,
  ref,
  ...(row ? { orderId: row.order_id, paymentId: row.id } : {}),
});

async function* inBatches(listed: AsyncIterable<Found>): AsyncGenerator<Found[]> {
  let batch: Found[] = [];
  for await (const one of listed) {
    batch.push(one);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** In words for an operator. */
export function describeDifference(difference: PaymentDifference): string {
  const { provider, ref, orderId, paymentId, what, there, here } = difference;
  const whose = orderId === undefined ? 'of no order here' : `order ${orderId}, payment ${paymentId}`;
  const said =
    what === 'unknown here' || what === 'unknown there'
      ? `${what}: ${there === 0 ? here : there} captured`
      : `${what} is ${there} there and ${here} here`;
  return `${provider} ${ref} (${whose}): ${said}`;
}
