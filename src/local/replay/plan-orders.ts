import { limits } from '../../limits.ts';
import type { Invoice } from './read-invoices.ts';
import type { SaleLine } from './sale-line.ts';

export interface PlannedItem {
  sku: string;
  quantity: number;
  price: number;
}

export interface PlannedOrder {
  invoice: string;
  /** From 1; an invoice that one order cannot hold has several. */
  part: number;
  /** E-mail address of the account that buys. */
  account: string;
  items: Map<string, PlannedItem>;
  /** Pence. */
  total: number;
}

const domain = 'replay.holdfast.example';
export const administratorEmail = `administrator@${domain}`;

/** A known customer keeps one account; each guest has one of their own. In lower case, as accounts are stored. */
export function accountOf(invoice: Pick<Invoice, 'number' | 'customer'>): { email: string; name: string } {
  const { customer, number } = invoice;
  const email = customer === undefined ? `guest-${localPart(number)}` : `customer-${customer}`;
  const name = customer === undefined ? `Guest of invoice ${number}` : `Customer ${customer}`;
  return { email: `${email}@${domain}`.toLowerCase(), name };
}

/** Letters and digits stay; anything else becomes its character code, so that two numbers stay two. */
function localPart(invoice: string): string {
  return invoice.replace(/[^A-Za-z0-9]/g, (character) => `-${character.charCodeAt(0)}-`).slice(0, 200);
}

/**
 * Turns an invoice into orders. Each line goes to the first order that can hold it: an order charges one
 * price for a product, up to 1,000,000 units of it, and has up to 2,000 products. So a code that stands twice
 * at one price adds up, and one that stands at two prices makes two orders.
 */
export function planOrders(invoice: Invoice): PlannedOrder[] {
  const orders: PlannedOrder[] = [];
  const { email } = accountOf(invoice);
  for (const line of invoice.lines) {
    let order = orders.find((candidate) => hasRoom(candidate, line));
    if (!order) {
      order = {
        invoice: invoice.number,
        part: orders.length + 1,
        account: email,
        items: new Map(),
        total: 0,
      };
      orders.push(order);
    }
    const item = order.items.get(line.sku);
    if (item) item.quantity += line.quantity;
    else order.items.set(line.sku, { ...line });
    order.total += line.price * line.quantity;
  }
  return orders;
}

function hasRoom(order: PlannedOrder, line: SaleLine): boolean {
  if (order.total + line.price * line.quantity > limits.total) return false;
  const item = order.items.get(line.sku);
  if (!item) return order.items.size < limits.cartItems;
  return item.price === line.price && item.quantity + line.quantity <= limits.quantity;
}
