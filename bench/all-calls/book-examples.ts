import { daysToRollUp, monthsToRollUp, rollUpDay, rollUpMonth } from '../../src/reports/roll-up-sales.ts';
import { requestOf } from '../setup/connection.ts';
import { fillCarts } from '../setup/fill.ts';
import {
  ADDRESS,
  always,
  buyerToken,
  type Example,
  type Examples,
  LASTING_PRODUCTS,
  type Measured,
  make,
  oneOf,
} from './example.ts';

const ORDERS = 3_000;
/** Bytes of a PDF of an invoice. */
const FILE_BYTES = 30_000;
const DAY_MS = 86_400_000;

/** What an order will cost, and what the books say of orders. */
export function bookExamples(measured: Measured): Examples {
  const { pool, token } = measured;
  let ids: string[] = [];
  const call = (method: string, path: string, body?: object) => requestOf(method, path, { token, body });
  const read = async (text: string) => {
    ids = (await pool.query<{ id: string }>(text)).rows.map(({ id }) => id);
    return ids.length;
  };
  const placed = (condition = 'true') =>
    read(`select id from orders o where status = 'PLACED' and version = 1 and ${condition} limit ${ORDERS}`);
  const reads = (text: string, pathOf: (id: string) => string): Example[] => [
    { prepare: () => read(text).then(() => undefined), request: () => call('GET', pathOf(oneOf(ids))) },
  ];
  const invoices = 'select id from invoices';
  const month = () => {
    const to = new Date().toISOString().slice(0, 10);
    const from = new Date(Date.now() - 30 * DAY_MS).toISOString().slice(0, 10);
    return `from=${from}&to=${to}`;
  };

  return {
    quoteCart: [
      {
        async prepare() {
          await make(measured, '/tax-rates', { country: 'GB', rate: 200_000, name: 'VAT' });
          await make(measured, '/shipping-methods', { name: 'Parcel', countries: ['GB'], price: 490 });
          await fillCarts(pool, ORDERS, LASTING_PRODUCTS, 2);
          return undefined;
        },
        request: (n) =>
          requestOf('POST', '/cart/quote', {
            token: buyerToken(1 + (n % ORDERS)),
            body: { shippingCountry: 'GB' },
          }),
      },
    ],
    changeOrderAddress: [
      {
        prepare: () => placed(),
        request: (n) => call('PATCH', `/orders/${ids[n]}/addresses/shipping`, ADDRESS),
      },
    ],
    issueInvoice: [
      {
        prepare: () => placed('not exists (select from invoices i where i.order_id = o.id)'),
        request: (n) => call('POST', `/orders/${ids[n]}/invoices`),
      },
    ],
    issueCreditNote: [
      {
        prepare: () => read(`select order_id as id from invoices where kind = 'INVOICE'`),
        request: (n) => call('POST', `/orders/${ids[n]}/credit-notes`, { amount: 1, reason: 'A scratch' }),
      },
    ],
    listInvoices: reads('select order_id as id from invoices', (id) => `/orders/${id}/invoices`),
    getInvoice: reads(invoices, (id) => `/invoices/${id}`),
    getInvoicePdf: [
      {
        async prepare() {
          await pool.query(
            `update invoice_files set pdf = convert_to(repeat('x', ${FILE_BYTES}), 'UTF8'), made_at = now() where pdf is null`,
          );
          await read(invoices);
          return undefined;
        },
        request: () => call('GET', `/invoices/${oneOf(ids)}/pdf`),
      },
    ],
    getSales: [
      {
        async prepare() {
          for (const day of await daysToRollUp(pool, 1_000)) await rollUpDay(pool, day);
          for (const one of await monthsToRollUp(pool)) await rollUpMonth(pool, one);
          return undefined;
        },
        request: () => call('GET', `/reports/sales?by=day&${month()}`),
      },
    ],
    getSalesCsv: always(() => call('GET', `/reports/sales.csv?by=day&${month()}`)),
  };
}
