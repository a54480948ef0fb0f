import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { identityOf } from '../../src/catalog/identity.ts';
import { openShop, type Shop } from '../setup/api.ts';
import { mug } from '../setup/mugs.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const idsOf = (body: { items: { id: string }[] }) => body.items.map(({ id }) => id);

test('the API and PostgreSQL make the same identity of a text, character by character', async () => {
  const codes = Array.from({ length: 0xffff }, (_, n) => n + 1).filter((n) => n < 0xd800 || n > 0xdfff);
  const characters = [...codes, 0x1bca0, 0x1d173, 0xe0001, 0xe0fff, 0x1f600].map((n) =>
    String.fromCodePoint(n),
  );
  const texts = [
    ...characters.map((c) => `a${c}b`),
    ...[' a', 'a ', '\u00a0a\u3000', 'a \u2003 b', 'e\u0301', '\u200b', ' ', '\u200d', 'a\u200b \u200bb'],
  ];
  const { rows } = await shop.pool.query<{ text: string; made: string }>(
    'select text, identity_text(text) as made from unnest($1::text[]) text',
    [texts],
  );
  expect(rows).toHaveLength(texts.length);
  expect(rows.filter(({ text, made }) => made !== identityOf(text))).toEqual([]);
});

describe('a SKU that nobody can tell from another', () => {
  const same = [
    ['a blank behind it', 'S-1 '],
    ['a blank before it', ' S-1'],
    ['a no-break space', 'S-1\u00a0'],
    ['a zero-width space', 'S\u200b-1'],
    ['a zero-width joiner', 'S-\u200d1'],
    ['a soft hyphen', 'S-\u00ad1'],
    ['a byte order mark', '\ufeffS-1'],
  ] as const;
  test.each(same)('is the same with %s: 409 sku_taken', async (_, sku) => {
    const first = await shop.admin.post('/products', mug({ sku: 'S-1' }));
    expect([201, 409]).toContain(first.status);
    const answer = await shop.admin.post('/products', mug({ sku }));
    expect([answer.status, answer.body.code]).toEqual([409, 'sku_taken']);
    const other = (await shop.admin.post('/products', mug())).body;
    for (const method of ['patch', 'put'] as const) {
      const changed = await shop.admin[method](`/products/${other.id}`, {
        ...mug(),
        stockQuantity: undefined,
        sku,
      });
      expect([changed.status, changed.body.code]).toEqual([409, 'sku_taken']);
    }
  });

  test('in composed and decomposed letters, or with other blanks inside, is one; case tells SKUs apart', async () => {
    expect((await shop.admin.post('/products', mug({ sku: 'CAFÉ  1' }))).body.sku).toBe('CAFÉ 1');
    const answer = await shop.admin.post('/products', mug({ sku: 'CAFE\u0301\u00a01' }));
    expect([answer.status, answer.body.code]).toEqual([409, 'sku_taken']);
    expect((await shop.admin.post('/products', mug({ sku: 'café 1' }))).status).toBe(201);
  });

  test('is refused by PostgreSQL as well, whoever writes it', async () => {
    await shop.product({ sku: 'RAW-1' });
    await expect(shop.product({ sku: 'RAW-1 ' })).rejects.toThrow('products_sku_unique');
  });

  test.each(['\u200b', '\u00ad\u2060', '\u200b \u00a0'])(
    '400 for %j: nothing of it can be seen',
    async (text) => {
      for (const field of ['sku', 'category']) {
        const answer = await shop.admin.post('/products', mug({ [field]: text }));
        expect([answer.status, answer.body.errors[0].pointer]).toEqual([400, `#/${field}`]);
      }
    },
  );

  test('400, not 500, where the letters are more in their normal form than fit', async () => {
    const answer = await shop.admin.post('/products', mug({ sku: '\u0958'.repeat(64) }));
    expect([answer.status, answer.body.errors]).toEqual([400, [{ pointer: '#/sku', detail: 'is too long' }]]);
  });
});

describe('a category that nobody can tell from another', () => {
  test('is one, and its list shows all of its products, whichever keyboard typed it', async () => {
    const spellings = ['Café', 'Cafe\u0301', ' Café ', 'CAFE\u0301', 'Ca\u200bfé', 'Café\u00a0'];
    const made = [];
    for (const category of spellings) made.push((await shop.admin.post('/products', mug({ category }))).body);
    expect(new Set(made.map(({ category }) => category))).toEqual(new Set(['Café']));
    for (const category of spellings) {
      for (const more of ['', '&q=mug', '&q=mug&sort=name', '&sort=price_asc']) {
        const url = `/products?category=${encodeURIComponent(category)}${more}`;
        for (const caller of [shop.admin, shop.anyone]) {
          expect(idsOf((await caller.get(url)).body).toSorted()).toEqual(made.map(({ id }) => id).toSorted());
        }
      }
    }
  });

  test('has one list: a cursor goes on under another spelling', async () => {
    const url = (category: string) => `/products?category=${encodeURIComponent(category)}&limit=1`;
    const { nextCursor } = (await shop.admin.get(url('Café'))).body;
    expect((await shop.admin.get(`${url('CAFE\u0301 ')}&cursor=${nextCursor}`)).status).toBe(200);
  });
});
