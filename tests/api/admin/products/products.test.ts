import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openShop, type Shop } from '../../../setup/api.ts';
import { ledgerOf } from '../../../setup/mugs.ts';
import { stockOf } from '../../../setup/records.ts';
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

const priceOf = async (id: string) => (await shop.anyone.get(`/products/${id}`)).body.price;

describe('the list of products', () => {
  it('begins with what is sold out and low, and goes on page by page', async () => {
    const stocks = [0, 3, ...Array.from({ length: 60 }, (_, n) => 100 + n)];
    for (const stock of stocks) await shop.product({ name: `Shelf of ${stock}`, stock });
    const first = (await operator.open('/admin/products')).body;
    expect(cardOf(first, 'products')).toMatch(/Shelf of 0 .*Sold out.*Shelf of 3 .*3 left.*Shelf of 100 /);
    const next = /rel="next" href="([^"]+)"/.exec(first)?.[1]?.replaceAll('&amp;', '&') as string;
    const second = (await operator.open(next)).body;
    const names = [first, second].flatMap((page) => page.match(/>Shelf of \d+</g) ?? []);
    expect(names).toEqual(stocks.map((stock) => `>Shelf of ${stock}<`));
    expect(second).not.toContain('rel="next"');
  });

  it('finds by name and SKU, and says where there is nothing', async () => {
    const { sku } = await shop.product({ name: 'Samovar of brass' });
    for (const sought of ['samovar', sku])
      expect(cardOf((await operator.open(`/admin/products?q=${sought}`)).body, 'products')).toContain(
        'Samovar',
      );
    const nothing = await operator.open('/admin/products?q=zzzzqqq%00');
    expect(cardOf(nothing.body, 'products')).toContain('No product for sale has these words');
    expect((await operator.open('/admin/products?cursor=none')).status).toBe(400);
  });
});

describe('prices for a time', () => {
  it('are scheduled and removed after a page that says what will happen, and shown beside the usual price', async () => {
    const { id } = await shop.product({ name: 'Kettle', price: 1_000, stock: 5 });
    const page = `/admin/products/${id}`;
    const form = await operator.formOf(`${page}/schedule-price`);
    const wrong = await operator.send(form, {
      price: '7',
      startsAt: '2999-01-02T00:00',
      endsAt: '2999-01-01T00:00',
    });
    expect([wrong.status, cardOf(wrong.body, 'action')]).toEqual([
      400,
      expect.stringContaining('Must be after'),
    ]);
    const review = await operator.send(form, { price: '7.00', startsAt: '2020-01-01T00:00' });
    expect(cardOf(review.body, 'action')).toContain('Kettle costs £7.00 from 1 January 2020 at 00:00 UTC.');
    expect(await priceOf(id)).toBe(1_000);
    expect((await operator.confirm(review)).location).toBe(`${page}?done=scheduled`);
    expect(await priceOf(id)).toBe(700);
    const shown = (await operator.open(page)).body;
    expect(cardOf(shown, 'product')).toMatch(/Price £7.00 Usual price £10.00/);
    expect(cardOf(shown, 'prices')).toContain('£7.00');

    // What is changed of the price then is the usual one.
    const usual = await operator.send(await operator.formOf(`${page}/price`), { price: '9.00' });
    expect(cardOf(usual.body, 'action')).toContain('until now £10.00');
    await operator.confirm(usual);
    const remove = /href="([^"]+\/remove)"/.exec(shown)?.[1] as string;
    const gone = await operator.confirm(await operator.formOf(remove));
    expect(gone.location).toBe(`${page}?done=gone`);
    expect(await priceOf(id)).toBe(900);
    const log = (await shop.admin.get('/audit-log?limit=3')).body.items;
    expect(log.map(({ action }: { action: string }) => action)).toEqual([
      'deleteScheduledPrice',
      'updateProduct',
      'schedulePrice',
    ]);
    expect((await operator.open(remove)).status).toBe(404);
  });
});

describe('the stock of a product', () => {
  it('is adjusted after a page that says what will happen, with the operator in the ledger', async () => {
    const { id } = await shop.product({ name: 'Teapot', stock: 10 });
    const path = `/admin/products/${id}/adjust-stock`;
    const review = await operator.send(await operator.formOf(path), { delta: '-3', reason: 'Broken' });
    expect(cardOf(review.body, 'action')).toMatch(/3 units of Teapot are taken out: 10 now, 7 then/);
    expect(await stockOf(shop.pool, id)).toBe(10);
    const done = await operator.confirm(review);
    expect([done.status, done.location]).toEqual([303, `/admin/products/${id}?done=adjusted`]);
    expect(await stockOf(shop.pool, id)).toBe(7);
    expect((await ledgerOf(shop.pool, id)).at(-1)).toMatchObject({
      delta: -3,
      reason: 'adjustment',
      note: 'Broken',
      reference: operator.id,
    });
    expect(cardOf((await operator.open(`/admin/products/${id}`)).body, 'ledger')).toMatch(
      /Adjusted Broken -3 7/,
    );
  });

  it('moves once however often, and however much at once, the button is pressed', async () => {
    const { id } = await shop.product({ stock: 10 });
    const form = await operator.formOf(`/admin/products/${id}/adjust-stock`);
    const review = await operator.send(form, { delta: '5', reason: 'Delivery' });
    const replies = await Promise.all(Array.from({ length: 5 }, () => operator.confirm(review)));
    replies.push(await operator.confirm(review));
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([303]));
    expect(await stockOf(shop.pool, id)).toBe(15);
  });

  it.each([
    [{ delta: '0', reason: 'x' }, 'Zero changes nothing'],
    [{ delta: '1.5', reason: 'x' }, 'A whole number'],
    [{ delta: '99999999999', reason: 'x' }, 'A whole number'],
    [{ delta: '5', reason: ' ' }, 'Say why'],
    [{ delta: '5', reason: 'x'.repeat(201) }, 'No more than 200 characters'],
    [{ delta: '5', reason: 'a\0b' }, 'cannot be kept'],
  ])('is not adjusted by %j, which the page says', async (fields, words) => {
    const { id } = await shop.product({ stock: 10 });
    const reply = await operator.send(await operator.formOf(`/admin/products/${id}/adjust-stock`), fields);
    expect(reply.status).toBe(400);
    expect(cardOf(reply.body, 'action')).toContain(words);
    expect(await stockOf(shop.pool, id)).toBe(10);
  });

  it.each([
    [200_000, 200],
    [300_000, 413],
  ])('is adjusted by a form of %i bytes: %i', async (bytes, status) => {
    const { id } = await shop.product();
    const form = await operator.formOf(`/admin/products/${id}/adjust-stock`);
    const reply = await operator.send(form, { delta: '1', reason: 'x', more: 'x'.repeat(bytes) });
    expect(reply.status).toBe(status);
  });

  it('does not go below what is there, and the page says so', async () => {
    const { id } = await shop.product({ stock: 2 });
    const form = await operator.formOf(`/admin/products/${id}/adjust-stock`);
    const done = await operator.confirm(await operator.send(form, { delta: '-3', reason: 'Gone' }));
    expect(done.status).toBe(409);
    expect(textOf(done.body)).toContain('Only 2 in stock. Nothing was done.');
  });
});

describe('tax class and weight of a product', () => {
  const path = (id: string) => `/admin/products/${id}/tax-and-weight`;
  const kept = async (id: string) => {
    const { taxClass, weight } = (await shop.anyone.get(`/products/${id}`)).body;
    return { taxClass, weight };
  };

  it('are changed and taken back, and shown', async () => {
    const { id } = await shop.product({ name: 'Honey' });
    const review = await operator.send(await operator.formOf(path(id)), { taxClass: 'food', weight: '1250' });
    expect(cardOf(review.body, 'action')).toMatch(
      /Until now: the tax class standard, no weight\. From now on: the tax class food, 1,250 g\./,
    );
    expect((await operator.confirm(review)).location).toBe(`/admin/products/${id}?done=classed`);
    expect(await kept(id)).toEqual({ taxClass: 'food', weight: 1_250 });
    const page = (await operator.open(`/admin/products/${id}`)).body;
    expect(cardOf(page, 'product')).toMatch(/Tax class food Weight 1,250 g/);

    const form = await operator.formOf(path(id));
    expect(form.body).toMatch(/name="taxClass" value="food".*name="weight" value="1250"/s);
    await operator.confirm(await operator.send(form, { taxClass: '', weight: '' }));
    expect(await kept(id)).toEqual({ taxClass: undefined, weight: undefined });
  });

  it('are not changed by what is no weight, nor where somebody else changed them meanwhile', async () => {
    const { id } = await shop.product();
    const form = await operator.formOf(path(id));
    const faulty = await operator.send(form, { taxClass: 'food', weight: '1.5' });
    expect([faulty.status, cardOf(faulty.body, 'action')]).toEqual([
      400,
      expect.stringContaining('A whole number from 1'),
    ]);
    const review = await operator.send(form, { taxClass: 'food', weight: '2' });
    await shop.admin.patch(`/products/${id}`, { weight: 7 });
    expect((await operator.confirm(review)).status).toBe(409);
    expect(await kept(id)).toEqual({ taxClass: undefined, weight: 7 });
  });
});

describe('the price of a product', () => {
  it('is changed, though units are sold while the operator thinks', async () => {
    const { id } = await shop.product({ name: 'Kettle', price: 1_250, stock: 10 });
    const form = await operator.formOf(`/admin/products/${id}/price`);
    const review = await operator.send(form, { price: '19.99' });
    expect(cardOf(review.body, 'action')).toContain('Kettle costs £19.99 from now on; until now £12.50.');
    const buyer = await shop.buyerWith([id, 1]);
    await buyer.post('/orders');
    expect((await operator.confirm(review)).status).toBe(303);
    expect(await priceOf(id)).toBe(1_999);
  });

  it('is not changed where somebody else changed it meanwhile', async () => {
    const { id } = await shop.product({ price: 1_250 });
    const form = await operator.formOf(`/admin/products/${id}/price`);
    const review = await operator.send(form, { price: '19.99' });
    await shop.admin.patch(`/products/${id}`, { price: 1_100 });
    for (const reply of [await operator.confirm(review), await operator.send(form, { price: '20' })]) {
      expect(reply.status).toBe(409);
      expect(textOf(reply.body)).toContain('Somebody changed this while you looked at it.');
    }
    expect(await priceOf(id)).toBe(1_100);
  });

  it('is not changed where somebody else changes it at the last moment', async () => {
    const { id } = await shop.product({ price: 1_250 });
    const review = await operator.send(await operator.formOf(`/admin/products/${id}/price`), { price: '20' });
    const reply = await asRival(shop.pool, async (rival) => {
      await rival.query('update products set price = 1100, version = version + 1 where id = $1', [id]);
      const confirmed = operator.confirm(review);
      await until('it waits for the product', async () => {
        const { rowCount } = await shop.pool.query(
          `select from pg_stat_activity
            where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0`,
        );
        return rowCount === 1;
      });
      return { confirmed };
    });
    expect([(await reply.confirmed).status, await priceOf(id)]).toEqual([409, 1_100]);
  });

  it.each(['', '12,50', '1.999', '-1', '1e3', '1000000.01'])('is not made of %j', async (price) => {
    const { id } = await shop.product({ price: 1_250 });
    const reply = await operator.send(await operator.formOf(`/admin/products/${id}/price`), { price });
    expect([reply.status, await priceOf(id)]).toEqual([400, 1_250]);
  });
});

it('a product is taken out of the shop once, and its page stays', async () => {
  const { id, name } = await shop.product();
  const review = await operator.formOf(`/admin/products/${id}/archive`);
  expect(textOf(review.body)).toContain(`Nobody finds or buys ${name} any more`);
  expect((await operator.confirm(review)).status).toBe(303);
  expect((await operator.confirm(review)).status).toBe(303);
  expect((await shop.anyone.get(`/products/${id}`)).status).toBe(404);
  const page = await operator.open(`/admin/products/${id}`);
  expect(cardOf(page.body, 'product')).toContain('For sale no, since');
  expect((await operator.open(`/admin/products/${id}/price`)).status).toBe(409);

  const restore = await operator.formOf(`/admin/products/${id}/restore`);
  expect((await operator.confirm(restore)).status).toBe(303);
  expect((await shop.anyone.get(`/products/${id}`)).status).toBe(200);
});

it('a product whose SKU was given again stays out of the shop', async () => {
  const { id, sku } = await shop.product();
  await shop.admin.delete(`/products/${id}`);
  await shop.product({ sku });
  const { status, body } = await operator.confirm(await operator.formOf(`/admin/products/${id}/restore`));
  expect([status, textOf(body)]).toEqual([409, expect.stringContaining('Another product has this SKU')]);
});

it('a name is text and no markup on every page of a product', async () => {
  const hostile = '"><script>alert(1)</script><img src=x onerror=alert(2)>';
  const { id } = await shop.product({ name: hostile });
  const form = await operator.formOf(`/admin/products/${id}/adjust-stock`);
  const pages = [
    form,
    await operator.send(form, { delta: '1', reason: hostile }),
    await operator.send(form, { delta: hostile, reason: hostile }),
    await operator.open(`/admin/products/${id}`),
    await operator.open(`/admin/products?q=${encodeURIComponent(hostile)}`),
    await operator.open(`/admin/products/${id}/archive`),
  ];
  for (const { body } of pages) {
    expect(body).not.toMatch(/<script>alert|<img/);
    expect(textOf(body)).toContain(hostile);
  }
});

it('a link or a form of another site does nothing', async () => {
  const { id } = await shop.product();
  const path = `/admin/products/${id}/archive`;
  const review = await operator.formOf(path);
  const asLink = await operator.open(`${path}?${new URLSearchParams(operator.fieldsOf(review.body))}`);
  expect([asLink.status, cardOf(asLink.body, 'action')]).toEqual([
    200,
    expect.stringContaining('Nobody finds'),
  ]);
  const foreign = await operator.confirm(review, { 'sec-fetch-site': 'cross-site' });
  expect(foreign.status).toBe(403);
  expect((await shop.anyone.get(`/products/${id}`)).status).toBe(200);
});

it.each(['/admin/products/none', '/admin/products/00000000-0000-7000-8000-000000000000/price'])(
  '%s is a page that says that there is none',
  async (url) => {
    const { status, body } = await operator.open(url);
    expect([status, textOf(body)]).toEqual([404, expect.stringContaining('No such product')]);
  },
);
