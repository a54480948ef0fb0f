import type { PoolClient } from 'pg';
import { newId } from '../ids.ts';
import { creditRefunds } from '../invoices/credit-refunds.ts';
import { unitsByProduct } from '../orders/units-by-product.ts';
import { type OutboxRow, recordMailRow } from '../outbox/enqueue.ts';
import { keepMoney } from '../payments/keep-money.ts';
import { moveStock } from '../stock/move-stock.ts';
import type { Actor, Change, ItemUnits, OrderRef } from './command.ts';
import { costOf } from './cost-of-units.ts';
import { holdOrder } from './hold-orders.ts';
import { OrderError } from './order-error.ts';
import { auditOf, type ChangedRows, conclude, type OrderState } from './order-state.ts';
import { refundReturned } from './refund-returned.ts';
import { type Disposition, type ReceiptRow, type ReceiptView, receivedItems } from './return-rows.ts';
import { openReturn, type ReturnState, unitsToCome } from './returns-of-order.ts';
import { writeReturns } from './sql/write-returns.ts';
import type { StockRoom } from './stock-room.ts';

export interface ReceiveReturnCommand extends OrderRef {
  readonly actor: Actor;
  readonly returnId: string;
  readonly items: readonly (ItemUnits & { readonly disposition: Disposition })[];
  /** What was paid for them is to be given back: true without it. */
  readonly refund?: boolean | undefined;
}

/**
 * Takes in units of a return: those to restock are for sale again, as far as the stock's bound has room, and the others
 * are not. A return of which all has come is RECEIVED.
 *
 * One transaction, the caller's, holds receipt, quantities, event, message, what is to be given back, stock, ledger and
 * credit note. Locks the order (FOR NO KEY UPDATE), then its products (id order), these last but for the counters of invoices.
 *
 * @throws {OrderError} not_found, version_mismatch, return_closed; no_such_item; quantity_exceeded where more units are
 *   named than the return has to come; {DatabaseError} as cancelOrders
 */
export async function receiveReturn(
  client: PoolClient,
  command: ReceiveReturnCommand,
): Promise<Change<ReceiptView>> {
  const { order, room } = await holdOrder(client, command);
  const { found, others } = await openReturn(client, order.id, command.returnId);
  const received = unitsThatCame(order, found, command);
  const amount = costOf(order, received);
  take(order, received, command, room);
  const isOver = found.items.every((item) => unitsToCome(item) === 0);
  found.status = isOver ? 'RECEIVED' : 'PARTIALLY_RECEIVED';

  const { actor, refund = true } = command;
  const receipt: ReceiptRow = {
    id: newId(),
    returnId: found.id,
    refund,
    amount,
    refundedBefore: 0,
    actor,
    createdAt: order.now,
  };
  const items = receivedItems(received.map((units) => ({ ...units, productId: units.item.productId })));
  const data = { returnId: found.id, receiptId: receipt.id, refund, items };
  const owes: OutboxRow[] = [
    recordMailRow('order.send-return-received-email', { orderId: order.id, recordId: receipt.id }),
  ];
  const rows: ChangedRows = {
    orders: [order],
    items: received.map(({ item }) => item),
    events: [conclude(order, { type: 'return.received', actor, data }, others || !isOver)],
    audit: [],
    messages: owes,
  };
  const money = order.paymentBegun ? await refundReturned(client, order, receipt, received, rows) : [];
  const { statement, values } = writeReturns.with({
    ...rows,
    audit: auditOf(rows.events),
    returns: [{ ...found, orderId: order.id, actor, createdAt: order.now }],
    returnItems: received.map(({ announced }) => announced),
    receipts: [receipt],
    received: received.map(({ item: { position }, restocked, discarded, refunded }) => ({
      receiptId: receipt.id,
      position,
      restocked,
      discarded,
      refunded,
    })),
  });
  await client.query({ ...statement, values: [...values] });
  await keepMoney(client, money);
  await moveStock(client, room.movements);
  for (const paid of money) await creditRefunds(client, paid);
  const { id, returnId } = receipt;
  const view: ReceiptView = {
    id,
    orderId: order.id,
    returnId,
    items,
    refund,
    amount,
    currency: order.currency,
    createdAt: order.now.toISOString(),
  };
  return { view, order: { id: order.id, version: order.version }, owes };
}

/** The units that came, by item of the order. @throws {OrderError} */
function unitsThatCame(order: OrderState, found: ReturnState, command: ReceiveReturnCommand) {
  const all = unitsByProduct(command.items);
  const received = found.items.flatMap((announced) => {
    const item = order.items.find(({ position }) => position === announced.position)!;
    const quantity = all.get(item.productId);
    all.delete(item.productId);
    if (quantity === undefined) return [];
    const before = item.cancelled + item.returned;
    return [{ announced, item, quantity, before, restocked: 0, discarded: 0, refunded: 0 }];
  });
  if (all.size > 0) throw new OrderError('no_such_item', [...all.keys()]);
  const over = received.filter(({ announced, quantity }) => quantity > unitsToCome(announced));
  if (received.length === 0 || over.length > 0) {
    throw new OrderError(
      'quantity_exceeded',
      over.map(({ item }) => item.productId),
    );
  }
  return received;
}

/** Books them: as many are for sale again as the command says and the stock has room for. */
function take(
  order: OrderState,
  received: ReturnType<typeof unitsThatCame>,
  { items }: ReceiveReturnCommand,
  room: StockRoom,
): void {
  const wanted = unitsByProduct(items.filter(({ disposition }) => disposition === 'RESTOCK'));
  for (const units of received) {
    const { announced, item, quantity } = units;
    const back = { productId: item.productId, quantity: wanted.get(item.productId) ?? 0 };
    units.restocked = room.restock(back, 'return', order.id);
    units.discarded = quantity - units.restocked;
    announced.restocked += units.restocked;
    announced.discarded += units.discarded;
    item.returned += quantity;
    item.restocked += units.restocked;
  }
}
