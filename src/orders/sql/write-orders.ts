import { cartLineColumns, emptyCarts } from '../../cart/sql/empty-carts.ts';
import { composeStatement, type RowSource } from '../../database/composed-statement.ts';
import { answerColumns, keepAnswers } from '../../idempotency/sql/keep-answers.ts';
import { insertMessages, messageColumns } from '../../outbox/sql/insert-messages.ts';
import { couponUseColumns, redeemCoupons, redemptionColumns } from '../../rates/sql/redeem-coupons.ts';
import { saleColumns, takeColumns, takeStock } from '../../stock/sql/take-stock.ts';
import {
  chargeColumns,
  discountColumns,
  insertCosts,
  pricedItemColumns,
  pricedOrderColumns,
} from './insert-costs.ts';
import { contactColumns, insertDetails, orderAddressColumns, termsColumns } from './insert-details.ts';
import { insertOrders, itemColumns, orderColumns, unpaidOrderColumns } from './insert-orders.ts';

const lists = {
  takes: takeColumns,
  sales: saleColumns,
  orders: orderColumns,
  items: itemColumns,
  answers: answerColumns,
  messages: messageColumns,
  lines: cartLineColumns,
};

type Sources = Readonly<Record<keyof typeof lists, RowSource>>;

const textOf = (
  { takes, sales, orders, items, answers, messages, lines }: Sources,
  more: readonly string[] = [],
  checks: readonly string[] = [],
): string => {
  const queries = [
    takeStock(takes, sales),
    insertOrders(orders, items),
    ...more,
    keepAnswers(answers),
    insertMessages(messages),
    emptyCarts(lines),
  ];
  return `
    with ${queries.map((query) => query.trim()).join(', ')}
    select case when (select count(*) from taken) < cardinality(${takes.array('product_id')})
                then lost_race('a product changed since it was read') end,
           case when (select count(*) from emptied) < cardinality(${lines.array('id')})
                then lost_race('a cart changed since it was read') end${checks.map((check) => `, ${check}`).join('')}`;
};

/**
 * Writes everything that placed orders consist of, in one statement: takes the stock, writes orders, items,
 * stock movements, idempotency records and outbox messages, and takes the ordered lines out of the carts. All of it or
 * an error: nothing that follows in the same flight, COMMIT above all, can find a part of it.
 *
 * Where a product or a cart line is not what was read, fewer rows come back than were asked for, and the statement
 * fails with serialization_failure.
 *
 * Rows are found by primary key, one look-up for each element of an array: the work grows with the lines and not
 * with their square.
 */
export const writeOrders = composeStatement('orders.write-orders', lists, (sources) => textOf(sources));

const detailedLists = {
  ...lists,
  orders: unpaidOrderColumns,
  contacts: contactColumns,
  addresses: orderAddressColumns,
  terms: termsColumns,
};

/** The same where an order names a contact, an address, a note or a way to pay. A statement of its own: others pay nothing for it. */
export const writeOrdersWithDetails = composeStatement(
  'orders.write-orders-with-details',
  detailedLists,
  ({ contacts, addresses, terms, ...sources }) =>
    textOf(sources, [insertDetails(contacts, addresses, terms)]),
);

/**
 * The same where an order costs anything but the sum of its lines, with what it costs and the coupons that it takes: one
 * that is not what was read any more is a lost race like a product.
 */
export const writeOrdersWithCosts = composeStatement(
  'orders.write-orders-with-costs',
  {
    ...detailedLists,
    orders: pricedOrderColumns,
    items: pricedItemColumns,
    charges: chargeColumns,
    discounts: discountColumns,
    uses: couponUseColumns,
    redemptions: redemptionColumns,
  },
  ({ contacts, addresses, terms, charges, discounts, uses, redemptions, ...sources }) =>
    textOf(
      sources,
      [
        insertDetails(contacts, addresses, terms),
        insertCosts(charges, discounts),
        redeemCoupons(uses, redemptions),
      ],
      [
        `case when (select count(*) from redeemed) < cardinality(${uses.array('id')})
                then lost_race('a coupon changed since it was read') end`,
      ],
    ),
);
