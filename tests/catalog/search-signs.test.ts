import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withPlainSigns } from '../../src/catalog/search/signs.ts';
import { allOf, lexeme } from '../../src/catalog/search/words.ts';
import { openShop, type Shop } from '../setup/api.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const between = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, n) => String.fromCodePoint(from + n));

test('what is asked for and what is searched are read alike, sign by sign', async () => {
  const signs = [
    ...between(0x20, 0x2ff),
    ...between(0x590, 0x6ff),
    ...between(0x2000, 0x206f),
    ...between(0x2070, 0x209c),
    ...between(0x2100, 0x218b),
    ...between(0x2212, 0x2215),
    ...between(0xfb00, 0xfb4f),
    ...between(0xfe00, 0xfe0f),
    ...between(0xff01, 0xffee),
    '\ufeff',
  ];
  const texts = [...signs, ...signs.map((sign) => `a1${sign}2b`)];
  const { rows } = await shop.pool.query<{ text: string; read: string }>(
    'select text, search_signs(text) as read from unnest($1::text[]) text',
    [texts],
  );
  expect(rows).toHaveLength(texts.length);
  expect(rows.filter(({ text, read }) => read !== withPlainSigns(text))).toEqual([]);
});

describe('a search finds both spellings, whichever was typed, also in a shop that has both', () => {
  test.each([
    ['apostrophes', "Men's beret", 'Men’s boater', ["men's", 'men’s', 'menʼs', 'men´s', 'MEN‘S']],
    ['hyphens', 'V-neck jumper', 'V‑neck cardigan', ['v-neck', 'v‑neck', 'v‐neck', 'v–neck', 'v－neck']],
    ['inches', 'Bolt 5"', 'Nut 5″', ['5"', '5″', '5”']],
    ['widths', 'Wide spanner', 'Ｗｉｄｅ pliers', ['wide', 'Ｗｉｄｅ']],
    ['fractions', 'Socket 1/2', 'Ratchet ½', ['1/2', '½', '1⁄2']],
    ['soft hyphens', 'Dampfschiff blue', 'Dampf\u00adschiff red', ['dampfschiff', 'dampf\u00adschiff']],
  ])('%s', async (_, one, other, questions) => {
    await shop.product({ name: one });
    await shop.product({ name: other });
    for (const q of questions) {
      for (const sort of ['', '&sort=name']) {
        const { body } = await shop.admin.get(`/products?q=${encodeURIComponent(q)}${sort}`);
        const names = body.items.map((item: { name: string }) => item.name);
        expect([q, names.toSorted()]).toEqual([q, [one, other].toSorted()]);
      }
    }
  });

  test.each([
    ['Łódź poster', 'lodz'],
    ['Ørsted compass', 'orsted'],
    ['Straße der Romantik', 'strasse'],
    ['Æsop fables', 'aesop'],
    ['مُحَمَّد', 'محمد'],
    ['שָׁלוֹם', 'שלום'],
    ['Ｆｕｌｌｗｉｄｔｈ', 'fullwidth'],
    ['ﬁligree', 'filigree'],
    ['Hob™ cover', 'hob'],
    ['1½ tonne jack', '1 1/2 tonne'],
  ])('%s by %s, as words and not as a near miss', async (name, q) => {
    const { id } = await shop.product({ name });
    const { rows } = await shop.pool.query(
      'select product_id as id from product_search where product_id = $1 and title @@ $2::tsquery',
      [id, allOf(q.split(' ').map(lexeme))],
    );
    expect(rows).toEqual([{ id }]);
    const { body } = await shop.admin.get(`/products?q=${encodeURIComponent(q)}`);
    expect(body.items.map((item: { id: string }) => item.id)).toContain(id);
  });

  test('a name that begins with what was typed comes first, in either spelling', async () => {
    await shop.product({ name: 'Red sailor’s knot' });
    await shop.product({ name: 'Sailor’s knot' });
    const { body } = await shop.admin.get(`/products?q=${encodeURIComponent("sailor's knot")}`);
    expect(body.items[0].name).toBe('Sailor’s knot');
  });

  test('a percent sign is still not a number alone, and an accent that was asked for must be there', async () => {
    const { id } = await shop.product({ name: 'Wool 100%' });
    await shop.product({ name: 'Wool 100' });
    const { body } = await shop.admin.get('/products?q=100%25');
    expect(body.items.map((item: { id: string }) => item.id)).toEqual([id]);
    await shop.product({ name: 'Lodz map' });
    const asked = await shop.admin.get(`/products?q=${encodeURIComponent('Łódź')}`);
    expect(asked.body.items.map((item: { name: string }) => item.name)).toEqual(['Łódź poster']);
  });
});
