import { setTimeout as sleep } from 'node:timers/promises';
import { tokenOf } from '../setup/fill.ts';
import { productId } from '../setup/products.ts';
import { type Caller, callerOf } from './insist.ts';

/**
 * Customers of one buyer at work: an unpaid order of one does not hold up the next. Prime, so that those who do not pay are
 * spread over all of them.
 */
const HATS = 37;
/** Longer than an unpaid order is kept in this run. */
const LATE_MS = 75_000;

export interface Paying {
  apis: readonly string[];
  simulator: string;
  orders: number;
  /** Buyers at work at once. */
  buyers: number;
  products: number;
  withinMs: number;
  /** An administrator's account. */
  operator: number;
}

export interface Paid {
  orders: Set<string>;
  repeated: number;
  /** What became of them at first, in words. */
  fates: Record<string, number>;
}

export const customersOf = (buyers: number): number => buyers * HATS;

/**
 * Orders and pays as buyers do: most pay at once, some walk away, some are declined first, some open a second tab, some pay
 * when the order is long gone. Half of them come back to the shop; of the others it hears from the provider, or not.
 * Some orders are cancelled afterwards, shipped, or refunded in part.
 */
export async function orderAndPay(options: Paying): Promise<Paid> {
  const { apis, orders, buyers, withinMs } = options;
  const paid: Paid = { orders: new Set(), repeated: 0, fates: {} };
  const began = performance.now();
  const afterwards: Promise<void>[] = [];
  let next = 0;
  const buy = async (buyer: number) => {
    const repeat = () => paid.repeated++;
    for (let mine = next++; mine < orders; mine = next++) {
      await sleep(Math.max(0, began + (mine / orders) * withinMs - performance.now()));
      const caller = callerOf(apis, mine, repeat, ['payment_in_progress', 'too_many_unpaid_orders']);
      const customer = 1 + buyer * HATS + (mine % HATS);
      await new Errand(options, caller, mine, customer, paid, afterwards).run();
    }
  };
  await Promise.all(Array.from({ length: buyers }, (_, n) => buy(n)));
  await Promise.all(afterwards);
  return paid;
}

/** One order from cart to money. */
class Errand {
  readonly #token: string;
  readonly #operator: string;
  #order = '';
  #ref = '';
  #paymentId = '';

  constructor(
    readonly options: Paying,
    readonly caller: Caller,
    readonly mine: number,
    customer: number,
    readonly paid: Paid,
    readonly afterwards: Promise<void>[],
  ) {
    this.#token = tokenOf(customer);
    this.#operator = tokenOf(options.operator, 'ADMIN');
  }

  async run(): Promise<void> {
    const { mine } = this;
    await this.#place(mine % 10 === 3 ? 'onFulfillment' : 'automatic');
    await this.#begin();
    const fate = mine % 20;
    if (fate === 7) return this.#is('walked away', () => this.#at('abandon'));
    if (fate === 9) {
      this.#is('paid when it was too late', async () => {});
      this.afterwards.push(sleep(LATE_MS).then(() => this.#at('approve', { late: true })));
      return;
    }
    if (fate === 8) await this.#is('declined first', () => this.#at('decline'));
    if (fate === 11) await this.#is('with a second tab', () => this.#begin());
    await this.#at('approve');
    if (mine % 2 === 0 || mine % 10 === 3 || mine % 10 === 5) await this.#comeBack();
    if (mine % 10 === 0)
      await this.#is('cancelled', () => this.#post('cancellations', { reason: 'customer' }, this.#token));
    if (mine % 10 === 3) await this.#is('shipped', () => this.#post('fulfillments', {}, this.#operator));
    if (mine % 10 === 5)
      await this.#is('refunded in part', () =>
        this.#post('refunds', { amount: 7, reason: 'chaos' }, this.#operator),
      );
  }

  async #is(fate: string, act: () => Promise<unknown>): Promise<void> {
    this.paid.fates[fate] = (this.paid.fates[fate] ?? 0) + 1;
    await act();
  }

  async #place(capture: 'automatic' | 'onFulfillment'): Promise<void> {
    const items = [
      { productId: productId(1 + (this.mine % this.options.products)), quantity: 1 + (this.mine % 3) },
    ];
    await this.caller.insist('/cart', {
      method: 'PUT',
      headers: { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ items }),
    });
    const order = await this.caller.post(
      '/orders',
      { payment: { provider: 'stripe', capture } },
      this.#token,
    );
    this.#order = order.id;
    this.paid.orders.add(order.id);
  }

  async #begin(): Promise<void> {
    const body = { provider: 'stripe', returnUrl: 'https://shop.example/' };
    const payment = await this.#post<{ id: string; nextAction: { url: string } | null }>(
      'payments',
      body,
      this.#token,
    );
    this.#paymentId = payment.id;
    this.#ref = payment.nextAction?.url.split('/').at(-1) ?? this.#ref;
  }

  async #comeBack(): Promise<void> {
    await this.#post(`payments/${this.#paymentId}/refreshes`, {}, this.#token);
  }

  #post<T extends object>(what: string, body: object, token: string): Promise<T> {
    return this.caller.post<T>(`/orders/${this.#order}/${what}`, body, token);
  }

  /** What the buyer does at the provider; it may be away. */
  async #at(move: string, body: object = {}): Promise<void> {
    for (;;) {
      const answer = await fetch(`${this.options.simulator}/control/payments/${this.#ref}/${move}`, {
        method: 'POST',
        body: JSON.stringify(body),
      }).catch(() => undefined);
      // 409: it is over, or the other tab was quicker.
      if (answer?.ok || answer?.status === 409) return;
      if (answer !== undefined)
        throw new Error(`${move} ${this.#ref}: ${answer.status} ${await answer.text()}`);
      await sleep(200);
    }
  }
}
