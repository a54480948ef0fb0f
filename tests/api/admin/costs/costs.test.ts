import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openShop, type Shop } from '../../../setup/api.ts';
import { asRival } from '../../../setup/rival.ts';
import { until } from '../../../setup/wait.ts';
import { cardOf, logIn, type Operator, textOf } from '../operator.ts';

let shop: Shop;
let operator: Operator;
beforeAll(async () => {
  shop = await openShop();
  operator = await logIn(shop.app);
});
afterAll(() => shop.close());

/** What is filled in for one of each, and what the API has of it then. */
const kinds = [
  {
    path: '/shipping-methods',
    operation: 'ShippingMethod',
    filledIn: {
      name: 'Parcel',
      description: 'Two days',
      countries: 'de, AT',
      currency: 'eur',
      price: '4.95',
      freeAbove: '50',
      maxWeight: '2000',
    },
    made: {
      name: 'Parcel',
      description: 'Two days',
      countries: ['DE', 'AT'],
      currency: 'EUR',
      price: 495,
      freeAbove: 5_000,
      minWeight: null,
      maxWeight: 2_000,
      taxClass: 'standard',
    },
    words:
      'Parcel for €4.95, free for goods from €50.00, to Germany and Austria, carts up to 2,000 g. Buyers read: Two days',
    listed: /Parcel DE, AT €4.95 €50.00 Remove/,
    changed: { price: '5', freeAbove: '' },
    after: { price: 500, freeAbove: null },
    wrong: [
      [{ price: '4.955' }, 'An amount such as'],
      [{ price: '' }, 'What does it cost?'],
      [{ countries: 'DE XX' }, 'XX is no country'],
      [{ currency: 'XXY' }, 'Three letters'],
      [{ minWeight: '3000' }, 'Not less than the lightest'],
      [{ name: ' ' }, 'Give it a name'],
    ],
  },
  {
    path: '/tax-rates',
    operation: 'TaxRate',
    filledIn: {
      country: 'ch',
      region: 'Valais',
      rate: '2.6 %',
      name: 'MWST',
      taxClass: 'food',
      validFrom: '2026-01-01T00:00',
    },
    made: {
      country: 'CH',
      region: 'Valais',
      rate: 26_000,
      name: 'MWST',
      taxClass: 'food',
      validFrom: '2026-01-01T00:00:00.000Z',
      validTo: null,
    },
    words: 'Valais, Switzerland takes 2.6 % (MWST) of the class food from 1 January 2026 at 00:00 UTC.',
    listed: /Valais, Switzerland: MWST 2.6 % food from 1 January 2026/,
    changed: { rate: '0', region: '', validTo: '2030-06-30T23:59:59.5' },
    after: { rate: 0, region: null, validTo: '2030-06-30T23:59:59.500Z' },
    wrong: [
      [{ country: 'XX' }, 'No country of ISO 3166-1'],
      [{ rate: '100.0001' }, 'A percentage from 0 to 100'],
      [{ rate: '' }, 'A percentage from 0 to 100'],
      [{ validTo: '2025-12-31T00:00' }, 'Must be after the beginning'],
      [{ validFrom: '2026-02-31T00:00' }, 'A day and a time'],
      [{ validFrom: '0000-01-01T00:00' }, 'A day and a time'],
    ],
  },
  {
    path: '/coupons',
    operation: 'Coupon',
    filledIn: {
      code: 'Summer-5',
      kind: 'amount',
      value: '5',
      currency: 'GBP',
      minTotal: '20.50',
      usageLimit: '100',
      firstOrderOnly: 'yes',
    },
    made: {
      code: 'SUMMER-5',
      kind: 'amount',
      value: 500,
      currency: 'GBP',
      minTotal: 2_050,
      usageLimit: 100,
      perCustomerLimit: null,
      firstOrderOnly: true,
      used: 0,
    },
    words:
      'SUMMER-5 takes £5.00 off, for goods from £20.50, in GBP alone, for 100 orders in all, for a first order alone.',
    listed: /SUMMER-5 £5.00 always 0 of 100 Remove/,
    changed: { kind: 'percent', value: '12.5', minTotal: '', currency: '', firstOrderOnly: '' },
    after: { kind: 'percent', value: 125_000, minTotal: null, currency: null, firstOrderOnly: false },
    wrong: [
      [{ code: 'ten off' }, 'Letters, digits'],
      [{ kind: 'percent', value: '0' }, 'More than nothing'],
      [{ kind: 'gift' }, 'Choose one'],
      [{ value: '' }, 'How much does it take off?'],
      [{ currency: '' }, 'Which currency'],
      [{ kind: 'freeShipping' }, 'has no amount'],
      [{ usageLimit: '0' }, 'A whole number'],
    ],
  },
  {
    path: '/discounts',
    operation: 'Discount',
    filledIn: {
      name: 'Three for two',
      kind: 'buyXGetY',
      value: '100',
      buyQuantity: '2',
      getQuantity: '1',
      scope: 'category',
      category: 'Big Mugs',
      startsAt: '2026-01-01T00:00',
      combinable: 'yes',
      enabled: 'yes',
    },
    made: {
      name: 'Three for two',
      kind: 'buyXGetY',
      value: 1_000_000,
      buyQuantity: 2,
      getQuantity: 1,
      scope: 'category',
      category: 'big mugs',
      productIds: [],
      currency: null,
      priority: 0,
      combinable: true,
      enabled: true,
    },
    words:
      'Three for two takes 100 % of 1 with 2 off the category big mugs, from 1 January 2026 at 00:00 UTC.',
    listed: /Three for two 100 % of 1 with 2 the category big mugs from 1 January 2026 at 00:00 UTC 0 Remove/,
    changed: {
      ...{ kind: 'amount', value: '5', currency: 'gbp', buyQuantity: '', getQuantity: '', category: '' },
      ...{ scope: 'products', productIds: '00000000-0000-7000-8000-00000000000A', enabled: '' },
    },
    after: {
      ...{
        kind: 'amount',
        value: 500,
        currency: 'GBP',
        buyQuantity: null,
        getQuantity: null,
        category: null,
      },
      ...{ scope: 'products', productIds: ['00000000-0000-7000-8000-00000000000a'], enabled: false },
    },
    wrong: [
      [{ name: ' ' }, 'Give it a name'],
      [{ value: '0' }, 'More than nothing'],
      [{ kind: 'amount', value: '5' }, 'Which currency'],
      [{ getQuantity: '' }, 'Goes with units that are got'],
      [{ category: '' }, 'Goes with a discount for a category'],
      [{ productIds: 'mugs' }, 'no id of a product'],
      [{ scope: 'all' }, 'Choose one'],
      [{ priority: '1.5' }, 'A whole number'],
    ],
  },
] as const;

const newest = async (path: string) => (await shop.admin.get(`${path}?limit=1`)).body.items[0];
const entriesOf = async (id: string) => (await shop.admin.get(`/audit-log?subject=${id}`)).body.items;

describe.each(kinds)('$path', ({ path, operation, filledIn, made, words, listed, changed, after, wrong }) => {
  const pages = `/admin${path}`;
  const filled = async () => operator.send(await operator.formOf(`${pages}/add`), filledIn);
  /** A field's value as the form shows it. */
  const shown = (page: string, name: string) =>
    textOf(new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? '');

  it('is added, changed and removed after a page that says what will happen; each is on record as by the API', async () => {
    const review = await filled();
    expect(cardOf(review.body, 'action')).toContain(words);
    expect((await shop.admin.get(path)).body.items).toEqual([]);
    const added = await operator.confirm(review);
    expect([added.status, added.location]).toEqual([303, `${pages}?done=added`]);
    expect(textOf((await operator.open(added.location as string)).body)).toContain('Added.');
    const { id, ...row } = await newest(path);
    expect(row).toMatchObject(made);
    expect(cardOf((await operator.open(pages)).body, 'costs')).toMatch(listed);

    // What the form shows of it, sent as it is but for what is typed.
    const form = await operator.formOf(`${pages}/${id}/change`);
    const asShown = Object.fromEntries(Object.keys(filledIn).map((name) => [name, shown(form.body, name)]));
    const next = await operator.send(form, { ...asShown, ...changed });
    const about = cardOf(next.body, 'action');
    expect(about).toContain(`Until now: ${words}`);
    expect((await operator.confirm(next)).location).toBe(`${pages}?done=changed`);
    expect(await newest(path)).toMatchObject({ ...made, ...after, version: 2 });

    const gone = await operator.confirm(await operator.formOf(`${pages}/${id}/remove`));
    expect(gone.location).toBe(`${pages}?done=gone`);
    expect((await shop.admin.get(path)).body.items).toEqual([]);

    const log = await entriesOf(id);
    expect(log.map(({ action }: { action: string }) => action)).toEqual(
      ['delete', 'update', 'create'].map((verb) => `${verb}${operation}`),
    );
    expect(log[0]).toMatchObject({ actor: { id: operator.id }, subject: { type: path.slice(1, -1) } });
    expect([log[0].before, log[1].after, log[2].after]).toMatchObject([{ ...made, ...after }, after, made]);
  });

  it('is added and changed once, however often and however much at once the button is pressed', async () => {
    const review = await filled();
    const replies = await Promise.all([1, 2, 3].map(() => operator.confirm(review)));
    replies.push(await operator.confirm(review));
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([303]));
    const { items } = (await shop.admin.get(path)).body;
    expect(items).toHaveLength(1);
    const [{ id }] = items;
    expect(await entriesOf(id)).toHaveLength(1);
    const same = await operator.send(await operator.formOf(`${pages}/${id}/change`), filledIn);
    expect((await operator.confirm(same)).status).toBe(303);
    expect(await entriesOf(id)).toHaveLength(1);
  });

  it('is neither changed nor removed where somebody else changed it meanwhile', async () => {
    const { id } = await newest(path);
    const change = await operator.send(await operator.formOf(`${pages}/${id}/change`), {
      ...filledIn,
      ...changed,
    });
    const remove = await operator.formOf(`${pages}/${id}/remove`);
    const other = path === '/coupons' ? { perCustomerLimit: 3 } : { name: 'Of somebody else' };
    await shop.admin.patch(`${path}/${id}`, other);
    for (const reply of [await operator.confirm(change), await operator.confirm(remove)]) {
      expect(reply.status).toBe(409);
      expect(textOf(reply.body)).toContain('Somebody changed this while you looked at it.');
    }
    expect(await newest(path)).toMatchObject({ ...made, ...other });
  });

  it('is not changed where somebody else changes it at the last moment', async () => {
    const { id, version } = await newest(path);
    const review = await operator.send(await operator.formOf(`${pages}/${id}/change`), {
      ...filledIn,
      ...changed,
    });
    const table = path.slice(1).replace('-', '_');
    const column = path === '/coupons' ? 'per_customer_limit = 7' : `name = 'Of a rival'`;
    const { confirmed } = await asRival(shop.pool, async (rival) => {
      await rival.query(`update ${table} set ${column}, version = version + 1 where id = $1`, [id]);
      const reply = operator.confirm(review);
      await until('it waits for the row', async () => {
        const { rowCount } = await shop.pool.query(
          `select from pg_stat_activity
            where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0`,
        );
        return rowCount === 1;
      });
      return { confirmed: reply };
    });
    expect((await confirmed).status).toBe(409);
    expect((await newest(path)).version).toBe(version + 1);
  });

  it('a field that is emptied stays empty where another one is wrong', async () => {
    const { id } = await newest(path);
    const form = await operator.formOf(`${pages}/${id}/change`);
    const [field, value] = Object.entries(wrong[0][0])[0]!;
    const reply = await operator.send(form, { ...filledIn, ...changed, [field]: value });
    expect(reply.status).toBe(400);
    for (const [name, typed] of Object.entries(changed))
      if (typed === '' && name !== 'firstOrderOnly' && name !== 'enabled')
        expect([name, shown(reply.body, name)]).toEqual([name, '']);
  });

  it.each(wrong as readonly (readonly [Record<string, string>, string])[])(
    'is not added with %j, which the page says; what was typed and what was emptied stay',
    async (fields, fault) => {
      const before = (await shop.admin.get(path)).body.items;
      const reply = await operator.send(await operator.formOf(`${pages}/add`), { ...filledIn, ...fields });
      expect([reply.status, cardOf(reply.body, 'action')]).toEqual([400, expect.stringContaining(fault)]);
      for (const [name, value] of Object.entries(fields))
        if (name !== 'kind' && name !== 'scope') expect(shown(reply.body, name)).toBe(value);
      expect((await shop.admin.get(path)).body.items).toEqual(before);
    },
  );

  it('markup is text on each of its pages', async () => {
    const hostile = '"><img src=x>';
    const form = await operator.formOf(`${pages}/add`);
    const names = { ...filledIn, ...(path === '/coupons' ? { code: hostile } : { name: hostile }) };
    expect((await operator.send(form, names)).body).not.toContain('<img');
    if (path === '/coupons') return;
    await operator.confirm(await operator.send(form, { ...names, region: 'Uri' }));
    const { id } = await newest(path);
    for (const url of [pages, `${pages}/${id}/change`, `${pages}/${id}/remove`])
      expect((await operator.open(url)).body).not.toContain('<img');
  });

  it.each(['none', '00000000-0000-7000-8000-000000000000'])('none has the id %s', async (id) => {
    for (const step of ['change', 'remove'])
      expect((await operator.open(`${pages}/${id}/${step}`)).status).toBe(404);
  });
});

it('a code that another coupon has is refused in words', async () => {
  await shop.admin.post('/coupons', { code: 'TAKEN', kind: 'freeShipping' });
  const form = await operator.formOf('/admin/coupons/add');
  const reply = await operator.confirm(await operator.send(form, { code: 'taken', kind: 'freeShipping' }));
  expect([reply.status, textOf(reply.body)]).toEqual([
    409,
    expect.stringContaining('Another coupon has this code. Nothing was done.'),
  ]);
});

it('a coupon is changed though orders take it meanwhile, and not below what they took', async () => {
  const { id } = (
    await shop.admin.post('/coupons', { code: 'BUSY', kind: 'percent', value: 1, usageLimit: 9 })
  ).body;
  const form = await operator.formOf(`/admin/coupons/${id}/change`);
  await shop.pool.query('update coupons set used = 5, version = version + 1 where id = $1', [id]);
  const few = await operator.send(form, { code: 'BUSY', kind: 'percent', value: '3', usageLimit: '4' });
  expect(cardOf(few.body, 'action')).toContain('5 orders had it already');
  const enough = await operator.send(form, { code: 'BUSY', kind: 'percent', value: '3', usageLimit: '5' });
  expect((await operator.confirm(enough)).status).toBe(303);
  expect(await newest('/coupons')).toMatchObject({ value: 30_000, usageLimit: 5, used: 5 });
});

it('the list goes on page by page', async () => {
  for (let n = 0; n < 51; n++)
    await shop.admin.post('/tax-rates', { country: 'US', region: `County ${n}`, rate: 1, name: 'Tax' });
  const first = (await operator.open('/admin/tax-rates')).body;
  const next = /rel="next" href="([^"]+)"/.exec(first)?.[1] as string;
  const second = (await operator.open(next)).body;
  const names = [first, second].flatMap((page) => page.match(/>County \d+, United States: Tax</g) ?? []);
  expect(new Set(names).size).toBe(51);
  expect((await operator.open('/admin/tax-rates?cursor=none')).status).toBe(400);
});

describe('a file of tax rates', () => {
  const path = '/admin/tax-rates/import';
  const review = async (csv: string) => operator.send(await operator.formOf(path), { csv });

  it('is imported once, after a page that says what is in it, and on record as by the API', async () => {
    const csv = 'country;rate;name;taxClass\r\nPT;23 %;IVA;\r\nPT;6 %;IVA reduzido;<b>food</b>\r\n';
    const page = await review(csv);
    expect(cardOf(page.body, 'action')).toMatch(
      /2 rates in the file.*Portugal takes 23 % \(IVA\) of the class standard\..*6 % .* of the class <b>food<\/b>/,
    );
    const portugal = async () => {
      const { items } = (await shop.admin.get('/tax-rates?limit=100')).body;
      return items.filter(({ country }: { country: string }) => country === 'PT');
    };
    expect(await portugal()).toEqual([]);
    const replies = await Promise.all([1, 2, 3].map(() => operator.send(page, { csv })));
    expect(new Set(replies.map(({ location }) => location))).toEqual(
      new Set(['/admin/tax-rates?done=imported']),
    );
    expect(await portugal()).toMatchObject([
      { rate: 60_000, taxClass: '<b>food</b>' },
      { rate: 230_000, taxClass: 'standard' },
    ]);
    const { items } = (await shop.admin.get('/audit-log?action=importTaxRates')).body;
    expect(items).toMatchObject([{ actor: { id: operator.id }, after: { created: 2, unchanged: 0 } }]);
  });

  it.each([
    ['', 'Line 1: has no rates'],
    ['country,rate,name\nPT,23 %,IVA\nXX,1 %,Tax\n', 'Line 3: country is not one of ISO 3166-1'],
    ['country,rate,name\nPT,123 %,IVA\n', 'Line 2: rate is neither'],
  ])('that is wrong comes back with what is wrong: %j', async (csv, words) => {
    const page = await review(csv);
    expect([page.status, cardOf(page.body, 'action')]).toEqual([400, expect.stringContaining(words)]);
    if (csv !== '') expect(page.body).toContain(`>\n${csv}</textarea>`);
  });
});
