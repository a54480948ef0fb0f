import type { AddressInfo } from 'node:net';
import type { PaymentRow } from '../../src/local/payments/payments.ts';
import { startPaymentSimulator } from '../../src/local/payments/simulator.ts';
import { reconcilePayments } from '../../src/order-payments/reconcile-payments.ts';
import { expireUnpaidOrders } from '../../src/workers/processors/expire-unpaid-orders.ts';
import { openShop, type Shop } from './api.ts';
import type { Caller } from './caller.ts';
import { collectingLog } from './logs.ts';

/** An order that is being paid on the simulator's page. */
export interface Paying {
  buyer: Caller;
  id: string;
  order: string;
  payment: string;
  ref: string;
}

export type Till = Awaited<ReturnType<typeof openTill>>;

/** A shop that is paid through the simulator, over HTTP in both directions; nothing runs by itself but its webhooks. */
export async function openTill(settings: Record<string, string> = {}) {
  const simulator = await startPaymentSimulator({ port: 0 });
  const shop: Shop = await openShop({
    PAYMENT_PROVIDERS: 'manual,simulator',
    PAYMENT_SIMULATOR_PORT: String(simulator.port),
    ...settings,
  });
  await shop.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = shop.app.server.address() as AddressInfo;
  const webhooks = `http://127.0.0.1:${port}/payment-webhooks/simulator`;
  simulator.deliverTo({ url: webhooks, secret: 'whsec_simulator' });
  const control = async (method: string, path: string, body?: object) => {
    const answer = await fetch(`${simulator.url}/control/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return (await answer.json()) as unknown;
  };
  const rows = async (orderId: string) =>
    (await control('GET', `payments?orderId=${orderId}`)) as PaymentRow[];
  const failures: unknown[] = [];

  return {
    shop,
    webhooks,
    rows,
    failures,
    faults: (wished: object) => control('PUT', 'faults', wished),
    move: (ref: string, move: string, options?: object) =>
      control('POST', `payments/${ref}/${move}`, options),
    /** A second page of a payment, of which the shop does not know: its answer was lost. @returns what it is called */
    async secondPage(
      { id, payment, ref }: Paying,
      capture = 'automatic',
      other: { amount?: number; currency?: string } = {},
    ): Promise<string> {
      const first = { ...(await rows(id)).find((row) => row.ref === ref)!, ...other };
      const metadata = { orderId: id, paymentId: payment.split('/').at(-1)! };
      const form = new URLSearchParams({
        mode: 'payment',
        success_url: 'https://shop.example/back',
        'line_items[0][quantity]': '1',
        'line_items[0][price_data][currency]': first.currency.toLowerCase(),
        'line_items[0][price_data][unit_amount]': String(first.amount),
      });
      for (const [name, value] of Object.entries(metadata)) {
        form.set(`metadata[${name}]`, value);
        form.set(`payment_intent_data[metadata][${name}]`, value);
      }
      form.set('payment_intent_data[metadata][page]', 'true');
      form.set('payment_intent_data[capture_method]', capture);
      const answer = await fetch(`${simulator.url}/v1/checkout/sessions`, {
        method: 'POST',
        body: form,
        headers: { authorization: 'Bearer sk_test_shop' },
      });
      return ((await answer.json()) as { id: string }).id;
    },
    /** What the jobs do, at once: everything that hangs is looked at until nothing is owed to the provider. */
    async settle() {
      for (let round = 0; round < 4; round++) {
        for (const table of ['payments', 'payment_operations', 'payment_inbox'])
          await shop.pool.query(`update ${table} set next_look_at = now() where next_look_at is not null`);
        const never = new AbortController().signal;
        await reconcilePayments(shop.app.payments, never, (error) => void failures.push(error));
      }
    },
    async expire(orderId: string) {
      await shop.pool.query(`update orders set expires_at = now() where id = $1 and status = 'PENDING'`, [
        orderId,
      ]);
      const attempt = { signal: new AbortController().signal, log: collectingLog().log };
      await expireUnpaidOrders({ pool: shop.pool })({}, attempt);
    },
    /** An order of these units that waits for its money, and the page on which it is paid. */
    async pay(
      productId: string,
      quantity: number,
      capture = 'automatic',
      body: object = {},
    ): Promise<Paying> {
      const buyer = await shop.buyerWith([productId, quantity]);
      const placed = await buyer.post('/orders', { payment: { provider: 'simulator', capture } });
      const order = placed.headers.location!;
      const returnUrl = 'https://shop.example/back';
      const begun = await buyer.post(`${order}/payments`, { provider: 'simulator', returnUrl, ...body });
      if (begun.status !== 201) throw new Error(begun.text);
      const [row] = await rows(placed.body.id);
      return { buyer, id: placed.body.id, order, payment: begun.headers.location!, ref: row!.ref };
    },
    async close() {
      await simulator.stop();
      await shop.close();
    },
  };
}
