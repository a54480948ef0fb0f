import type { FastifyInstance } from 'fastify';
import type { PoolClient } from 'pg';
import { runOnce } from '../../../../idempotency/run-once.ts';
import type { Actor, OrderRef } from '../../../../order-life/command.ts';
import { OrderError, type OrderFault } from '../../../../order-life/order-error.ts';
import { runTransition } from '../../../../order-life/run-transition.ts';
import type { OutboxRow } from '../../../../outbox/enqueue.ts';
import { ActionRefused, type Operator, SubjectChanged } from '../../actions/action.ts';

/** What an operator's change of an order begins with: the order as it was shown, and who does it. */
export type ShownOrder = OrderRef & { readonly actor: Actor };

/** Changes an order once, in one transaction, and publishes what it owes. @throws {ActionRefused} */
export type ChangeOrder = (
  by: Operator,
  orderId: string,
  work: (client: PoolClient, order: ShownOrder) => Promise<{ owes: readonly OutboxRow[] }>,
) => Promise<void>;

export const changeOrder =
  (app: FastifyInstance): ChangeOrder =>
  async (by, orderId, work) => {
    const order: ShownOrder = {
      orderId,
      actor: { role: by.role, id: by.id, trail: by.trail },
      precondition: (version) => String(version) === by.seen,
    };
    const transact = <T>(inside: (client: PoolClient) => Promise<T>) => runTransition(app.pg, inside);
    try {
      const { result } = await runOnce(transact, by.request, async (client) => ({
        answer: { reference: orderId, status: 303, body: '' },
        result: await work(client, order),
      }));
      if (result) app.jobs.publish(result.owes);
    } catch (error) {
      if (!(error instanceof OrderError)) throw error;
      throw error.fault === 'version_mismatch'
        ? new SubjectChanged()
        : new ActionRefused(`${faultWords[error.fault]} Nothing was done.`);
    }
  };

const faultWords: Record<Exclude<OrderFault, 'version_mismatch'>, string> = {
  not_found: 'It is not there any more.',
  order_cancelled: 'The order is cancelled.',
  order_fulfilled: 'Something of the order was shipped already.',
  order_unpaid: 'The order waits for its payment.',
  nothing_open: 'Fewer units are open than this needs.',
  quantity_exceeded: 'Fewer units can come back than this needs.',
  no_such_item: 'The order has no such item.',
  incomplete_address: 'The address lacks something.',
  already_delivered: 'The parcel was delivered already.',
  units_returned: 'Units of the parcel came back, or are announced to.',
  unknown_payment_provider: 'The shop is not paid in this way.',
  not_the_buyer: 'Buyers pay by themselves.',
  order_paid: 'There is nothing left to pay.',
  payment_in_progress: 'Another payment of the order is under way.',
  nothing_to_capture: 'Less is left than that.',
  nothing_to_void: 'The payment is over.',
  refund_exceeds_captured: 'That is more than can be given back.',
  refund_not_failed: 'The refund has not failed.',
  return_closed: 'No more units are expected of this return.',
};
