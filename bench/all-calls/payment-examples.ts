import { randomUUID } from 'node:crypto';
import { Stripe } from 'stripe';
import { requestOf } from '../setup/connection.ts';
import { fillCarts } from '../setup/fill.ts';
import {
  buyerToken,
  type Example,
  type Examples,
  LASTING_PRODUCTS,
  type Measured,
  oneOf,
  sendAll,
} from './example.ts';

const ORDERS = { manual: 2_400, stripe: 400 };
type ProviderName = keyof typeof ORDERS;

/** A payment, or something that is done with one. */
interface Row {
  order: string;
  id: string;
}

/** How money comes and goes back: each uses payments that the one before it has left. */
export function paymentExamples(measured: Measured): Examples {
  const { pool, url, token, providerSecret } = measured;
  let orders: { id: string; buyer: number }[] = [];
  let rows: Row[] = [];
  const call = (method: string, path: string, body?: object) => requestOf(method, path, { token, body });
  const read = async (text: string) => {
    rows = (await pool.query<Row>(text)).rows;
    return rows.length;
  };
  const payments = (condition: string) =>
    read(`select order_id as "order", id from payments where ${condition} limit 5000`);
  const refunds = (condition: string) =>
    read(`select order_id as "order", id from payment_operations where kind = 'REFUND' and ${condition}`);
  const pathOf = ({ order, id }: Row, kind = 'payments') => `/orders/${order}/${kind}/${id}`;

  const place = async (name: ProviderName) => {
    const count = ORDERS[name];
    await fillCarts(pool, count, LASTING_PRODUCTS, 2);
    const requests = Array.from({ length: count }, (_, n) =>
      requestOf('POST', '/orders', {
        token: buyerToken(n + 1),
        key: randomUUID(),
        body: { payment: { provider: name } },
      }),
    );
    orders = (await sendAll(url, requests)).map(({ id }, n) => ({ id, buyer: n + 1 }));
    return count;
  };
  const pay = (name: ProviderName): Example => ({
    variant: name,
    prepare: () => place(name),
    request(n) {
      const { id, buyer } = orders[n]!;
      const body = { provider: name };
      return requestOf('POST', `/orders/${id}/payments`, {
        token: buyerToken(buyer),
        key: randomUUID(),
        body,
      });
    },
  });
  const reads = (find: () => Promise<number>, pathOfOne: (row: Row) => string): Example[] => [
    { prepare: () => find().then(() => undefined), request: () => call('GET', pathOfOne(oneOf(rows))) },
  ];
  const changes = (find: () => Promise<number>, path: (row: Row) => string, body?: object): Example[] => [
    { prepare: find, request: (n) => call('POST', path(rows[n]!), body) },
  ];

  return {
    payOrder: [pay('manual'), pay('stripe')],
    listPayments: reads(
      () => payments('true'),
      ({ order }) => `/orders/${order}/payments`,
    ),
    getPayment: reads(() => payments('true'), pathOf),
    refreshPayment: [
      {
        prepare: () => payments(`provider = 'stripe' and open`).then(() => undefined),
        request: () => call('POST', `${pathOf(oneOf(rows))}/refreshes`),
      },
    ],
    capturePayment: changes(
      // The other half is for those that end.
      async () => (await payments(`provider = 'manual' and open and captured = 0`)) >> 1,
      (row) => `${pathOf(row)}/captures`,
      {},
    ),
    voidPayment: changes(
      () => payments(`provider = 'manual' and open and captured = 0`),
      (row) => `${pathOf(row)}/voids`,
    ),
    refundOrder: changes(
      () => payments('captured > 0'),
      ({ order }) => `/orders/${order}/refunds`,
      { amount: 1, reason: 'A scratch' },
    ),
    listRefunds: reads(
      () => refunds('true'),
      ({ order }) => `/orders/${order}/refunds`,
    ),
    getRefund: reads(
      () => refunds('true'),
      (row) => pathOf(row, 'refunds'),
    ),
    retryRefund: changes(
      async () => {
        await pool.query(`update payment_operations set state = 'FAILED' where kind = 'REFUND'`);
        return refunds(`state = 'FAILED'`);
      },
      (row) => `${pathOf(row, 'refunds')}/retries`,
    ),
    receivePaymentWebhook: [
      {
        prepare: () => payments(`provider = 'stripe'`).then(() => undefined),
        request: () => webhookOf(oneOf(rows), providerSecret),
      },
    ],
  };
}

/** As the provider tells that a payment has succeeded. */
function webhookOf({ order, id }: Row, secret: string): string {
  const metadata = { orderId: order, paymentId: id };
  const body = {
    id: `evt_${randomUUID()}`,
    object: 'event',
    type: 'payment_intent.succeeded',
    data: { object: { id: `pi_${id}`, object: 'payment_intent', metadata } },
  };
  const signature = Stripe.webhooks.generateTestHeaderString({ payload: JSON.stringify(body), secret });
  return requestOf('POST', '/payment-webhooks/stripe', { headers: { 'stripe-signature': signature }, body });
}
