import { requestOf } from '../setup/connection.ts';
import { sqlProductId } from '../setup/fill.ts';
import { copyRows } from './copy-rows.ts';
import { always, anyProduct, type Examples, LASTING_PRODUCTS, type Measured, make } from './example.ts';
import { keptExamples } from './kept-examples.ts';

const PRICES = 4_000;
const MINUTE_MS = 60_000;
/** In the future, each a minute of its own: prices of one product are never two at once. */
const FIRST_START_MS = Date.UTC(2999, 0);

/** What decides what an order costs: tax, shipping, coupons, discounts, and prices to come. */
export function costExamples(measured: Measured): Examples {
  return {
    ...keptExamples(measured, {
      names: ['Coupon', 'Coupons'],
      path: '/coupons',
      table: 'coupons',
      body: (n) => ({ code: `MADE-${n}`, kind: 'percent', value: 50_000 }),
      change: (n) => ({ usageLimit: 1 + (n % 100) }),
      changed: { code: `'COPY-$round-' || n` },
    }),
    // None of them holds now: an order looks at those that do.
    ...keptExamples(measured, {
      names: ['Discount', 'Discounts'],
      path: '/discounts',
      table: 'discounts',
      body: (n) => ({ name: `Sale ${n}`, kind: 'percent', value: 50_000, enabled: false }),
      change: (n) => ({ priority: n % 100 }),
    }),
    ...keptExamples(measured, {
      names: ['ShippingMethod', 'ShippingMethods'],
      path: '/shipping-methods',
      table: 'shipping_methods',
      body: (n) => ({ name: `Parcel ${n}`, countries: ['NZ'], price: 490 }),
      change: (n) => ({ price: 100 + (n % 900) }),
    }),
    ...keptExamples(measured, {
      names: ['TaxRate', 'TaxRates'],
      path: '/tax-rates',
      table: 'tax_rates',
      body: (n) => ({ country: 'NZ', region: `Made ${n}`, rate: 150_000, name: 'GST' }),
      change: (n) => ({ rate: 100_000 + (n % 900) }),
      changed: { region: `'Copy $round ' || n` },
    }),
    importTaxRates: importExamples(measured),
    ...priceExamples(measured),
  };
}

/** A hundred rates in one file. */
function importExamples({ token }: Measured): Examples[string] {
  return always((n) => {
    const lines = Array.from({ length: 100 }, (_, i) => `AU,Import ${i},${1 + (n % 20)} %,GST`);
    const csv = `country,region,rate,name\n${lines.join('\n')}\n`;
    return requestOf('POST', '/tax-rates/imports', { token, body: { csv } });
  });
}

function priceExamples(measured: Measured): Examples {
  const { pool, token } = measured;
  let prices: string[] = [];
  const pathOf = (product: string) => `/products/${product}/scheduled-prices`;
  const call = (method: string, path: string, body?: object) => requestOf(method, path, { token, body });
  let made = 0;
  const price = () => {
    const startsAt = new Date(FIRST_START_MS + made++ * MINUTE_MS);
    const endsAt = new Date(startsAt.getTime() + MINUTE_MS);
    return { price: 1, startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() };
  };
  const copy = async () => {
    const id = await make(measured, pathOf(anyProduct()), price());
    const starts = `starts_at + (1 + n) * interval '1 day'`;
    const changed = {
      product_id: sqlProductId(`1 + n % ${LASTING_PRODUCTS}`),
      starts_at: starts,
      ends_at: `${starts} + interval '1 minute'`,
    };
    await copyRows(pool, { table: 'scheduled_prices', id, count: PRICES, changed });
    const { rows } = await pool.query<{ product: string; id: string }>(
      'select product_id as product, id from scheduled_prices',
    );
    prices = rows.map((row) => `${pathOf(row.product)}/${row.id}`);
    return undefined;
  };
  return {
    schedulePrice: always(() => call('POST', pathOf(anyProduct()), price())),
    listScheduledPrices: [{ prepare: copy, request: () => call('GET', pathOf(anyProduct())) }],
    getScheduledPrice: [{ prepare: copy, request: (n) => call('GET', prices[n % prices.length]!) }],
    updateScheduledPrice: [
      {
        prepare: copy,
        request: (n) => call('PATCH', prices[n % prices.length]!, { price: 1 + (n % 900) }),
      },
    ],
    deleteScheduledPrice: [
      { prepare: () => copy().then(() => prices.length), request: () => call('DELETE', prices.pop()!) },
    ],
  };
}
