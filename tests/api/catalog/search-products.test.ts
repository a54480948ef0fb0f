import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { productSorts } from '../../../src/catalog/list-position.ts';
import { listProducts } from '../../../src/catalog/list-products.ts';
import { openShop, type Shop } from '../../setup/api.ts';
import { walkPages } from '../../setup/walk.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const search = async (q: string, more = '') => {
  const { body } = await shop.admin.get(`/products?q=${encodeURIComponent(q)}${more}`);
  return body.items as { id: string; name: string }[];
};
const namesOf = async (q: string, more = '') => (await search(q, more)).map((item) => item.name);

describe('the best match comes first', () => {
  test('SKU or name as asked for, then beginning with it, in the name, in the description, a part of a word', async () => {
    const order = ['Lantern', 'Lantern oil', 'Storm lantern', 'Wick', 'Superlanterns'];
    await shop.product({ name: 'Superlanterns' });
    await shop.product({ name: 'Wick', description: 'For every lantern.' });
    await shop.product({ name: 'Storm lantern' });
    await shop.product({ name: 'Lantern oil' });
    await shop.product({ name: 'Lantern' });
    await shop.product({ name: 'Something else', description: 'Elsewhere' });
    expect(await namesOf('LANTERN')).toEqual(order);
    const { id } = await shop.product({ sku: 'LANTERN', name: 'Something quite different' });
    expect((await search('lantern')).slice(0, 2).map((item) => item.id)).toContain(id);
  });

  test('among names that all match: the newest', async () => {
    for (const n of [1, 2, 3]) await shop.product({ name: `Same sundial ${n}` });
    expect(await namesOf('sundial')).toEqual(['Same sundial 3', 'Same sundial 2', 'Same sundial 1']);
  });

  test('with a sort order, that decides', async () => {
    await shop.product({ name: 'Hourglass', price: 300 });
    await shop.product({ name: 'Hourglass sand', price: 100 });
    await shop.product({ name: 'Little hourglass', price: 200 });
    expect(await namesOf('hourglass', '&sort=price_asc')).toEqual([
      'Hourglass sand',
      'Little hourglass',
      'Hourglass',
    ]);
    expect(await namesOf('hourglass', '&sort=price_desc')).toEqual([
      'Hourglass',
      'Little hourglass',
      'Hourglass sand',
    ]);
  });
});

test('by name a search has the order of the list by name, whatever signs and letters names have', async () => {
  const category = 'Sorted names';
  const names = [
    'O\u2019Neil',
    "O'Brien",
    'O\u2033x',
    'Ärmel',
    'Zebra',
    'zebra',
    'ＷＩＤＥ',
    'wide',
    '½ pint',
    '1/3 pint',
  ];
  for (const name of names) await shop.product({ name: `${name} nameprobe`, category });
  await shop
    .product({ name: 'Was something else', category })
    .then(({ id }) => shop.admin.patch(`/products/${id}`, { name: 'Öl nameprobe' }));
  // Newer ones without the word: of one that is common among the newest, a page is found by walking down the list.
  const fillers = `id >= 'ffffffff-ffff-7fff-8fff-000000000000'`;
  await shop.pool.query(
    `insert into products (id, sku, name, category_id, price, currency, stock_quantity)
     select ('ffffffff-ffff-7fff-8fff-' || lpad(n::text, 12, '0'))::uuid, 'FILLER ' || n, 'Filler', c.id, 1, 'GBP', 1
       from generate_series(1, 250) n, categories c where c.slug <> 'sorted names' limit 250`,
  );
  const listed = await shop.admin.get('/products?sort=name&category=sorted%20names');
  expect(await namesOf('nameprobe', '&sort=name')).toEqual(
    listed.body.items.map(({ name }: { name: string }) => name),
  );
  expect(await walkPages(shop.admin, '/products?sort=name&q=nameprobe&limit=2')).toEqual(
    listed.body.items.map(({ id }: { id: string }) => id),
  );
  await shop.pool.query(`delete from products where ${fillers}`);
});

describe('what is found', () => {
  test.each([
    ['another form of the word', 'Running shoes', 'run shoe'],
    ['a misspelt word', 'Chandelier', 'chandeleir'],
    ['a letter too many, in one of two words', 'Marble bookend', 'marble boookend'],
    ['a letter left out', 'Harmonica', 'harmnica'],
    ['without its accents', 'Crème brûlée dish', 'creme brulee'],
    ['with its accents', 'Fondue Gruyère', 'gruyère'],
    ['accents of two characters each', 'Piñata', 'pin\u0303ata'],
    ['a part of a word', 'Weatherproof cape', 'herproo'],
    ['another script', 'Чайник медный', 'МЕДНЫЙ'],
    ['another script, misspelt', 'Самовар', 'саммовар'],
    ['a script without blanks', '羊毛披肩', '毛披肩'],
    ['two characters of it', '竹蜻蜓', '蜻蜓'],
    ['a number with a unit', 'Flask 750ml', '750ml'],
    ['nothing but a word that says nothing', 'The Who, live', 'the who'],
  ])('%s', async (_, name, q) => {
    const { id } = await shop.product({ name });
    expect((await search(q)).map((item) => item.id)).toEqual([id]);
    expect((await search(q, '&sort=name')).map((item) => item.id)).toEqual([id]);
  });

  test('a part of an SKU, at its beginning or inside', async () => {
    const { id } = await shop.product({ sku: 'QX-90210-BLUE', name: 'Kite tail' });
    for (const q of ['qx-90', '0210-b', '90210', 'QX-90210-BLUE']) {
      expect((await search(q)).map((item) => item.id)).toEqual([id]);
    }
  });

  test('the name of the category, and words of name and category together', async () => {
    const { id } = await shop.product({ name: 'Trout fly', category: 'Angling' });
    expect((await search('angling')).map((item) => item.id)).toEqual([id]);
    expect((await search('trout angling')).map((item) => item.id)).toEqual([id]);
  });

  test('an accent that was asked for must be there; near misses only where nothing has the words', async () => {
    await shop.product({ name: 'Resume folder' });
    const { id } = await shop.product({ name: 'Résumé folder' });
    expect((await search('résumé')).map((item) => item.id)).toEqual([id]);
    await shop.product({ name: 'Grapes' });
    await shop.product({ name: 'Grater' });
    expect(await namesOf('graterr')).toEqual(['Grater']);
    expect(await namesOf('grapes')).toEqual(['Grapes']);
  });

  test('of one category, whatever else matches', async () => {
    const here = await shop.product({ name: 'Whistle', category: 'Toys' });
    await shop.product({ name: 'Whistle', category: 'Dogs' });
    for (const sort of ['', '&sort=newest', '&sort=price_asc']) {
      expect((await search('whistle', `&category=TOYS${sort}`)).map((item) => item.id)).toEqual([here.id]);
      expect(await search('whistle', `&category=nobody${sort}`)).toEqual([]);
    }
    expect(await namesOf('whisle', '&category=dogs')).toEqual(['Whistle']);
    expect(await namesOf('whist', '&category=dogs')).toEqual(['Whistle']);
  });

  test('what a product is called now, and nothing that left the shop', async () => {
    const { id } = await shop.product({ name: 'Gramophone', sku: 'GRAM-1' });
    await shop.admin.patch(`/products/${id}`, { name: 'Phonograph', category: 'Antiques' });
    expect(await search('gramophone')).toEqual([]);
    expect((await search('phonograph antiques')).map((item) => item.id)).toEqual([id]);
    await shop.admin.patch(`/products/${id}`, { description: 'Plays shellac records' });
    expect((await search('shellac')).map((item) => item.id)).toEqual([id]);
    await shop.admin.delete(`/products/${id}`);
    expect(await search('phonograph')).toEqual([]);
    expect(await search('GRAM-1')).toEqual([]);
    expect(await search('shellac', '&sort=name')).toEqual([]);
  });
});

describe('pages', () => {
  test.each(['', '&sort=newest', '&sort=price_asc', '&sort=price_desc', '&sort=name'])(
    'q%s shows each match once, from page to page, for a rare word and a common one',
    async (sort) => {
      const word = `paged${sort.replace(/\W/g, '')}`;
      const made: string[] = [];
      for (let n = 0; n < 30; n++) {
        const name = n % 3 === 0 ? `Thing ${n}` : n % 3 === 1 ? `${word} thing` : `The ${word}`;
        const description = n % 3 === 0 ? `Is ${word}` : '';
        made.push((await shop.product({ name, description, price: n % 4 })).id);
      }
      const seen = await walkPages(shop.admin, `/products?q=${word}&limit=7${sort}`);
      expect(seen.toSorted()).toEqual(made.toSorted());
      const page = await search(word, `&limit=30${sort}`);
      expect(seen).toEqual(page.map((item) => item.id));
    },
  );

  test('in any order the same is found: few whole words that are common among the newest, beginnings, parts', async () => {
    const names = (count: number, name: string) => Array.from({ length: count }, (_, n) => `${name} ${n}`);
    const whole = names(10, 'Box of zinf');
    const begun = names(21, 'Zqeam');
    for (const name of ['Prozinfal', 'Dark zqar', ...begun, ...whole]) await shop.product({ name });
    const counts = { zinf: 11, zq: 22, zqeam: 21, rozinfa: 1, 'box zinf': 10, zinfs: 10 };
    for (const [q, count] of Object.entries(counts)) {
      for (const sort of ['', ...productSorts.map((sort) => `&sort=${sort}`)]) {
        const found = new Set(await walkPages(shop.admin, `/products?q=${q}&limit=7${sort}`));
        expect([q, sort, found.size]).toEqual([q, sort, count]);
      }
    }
  });

  test('a product with the longest name there may be pages, too', async () => {
    const names = ['a', 'b'].map((end) => '🎈'.repeat(199) + end);
    for (const name of names) await shop.product({ name, category: 'Long names' });
    const url = '/products?sort=name&limit=1&category=long%20names';
    expect(await walkPages(shop.admin, url)).toHaveLength(2);
    expect(await walkPages(shop.admin, `${url}&q=${encodeURIComponent('🎈'.repeat(50))}`)).toHaveLength(2);
  });

  test('a cursor belongs to its order, its words and its category', async () => {
    for (const n of [1, 2, 3]) await shop.product({ name: `Bound bell ${n}`, category: 'Bound' });
    const questions = [
      'q=bell&category=bound',
      'q=bell',
      'q=bells',
      'q=bell&sort=newest',
      'q=bell&sort=name',
      'category=bound',
      'category=bound&sort=price_asc',
      'category=bound&sort=price_desc',
      'category=things',
      'sort=newest',
      'sort=price_asc',
      'sort=price_desc',
    ];
    for (const question of questions) {
      const { body } = await shop.admin.get(`/products?${question}&limit=1`);
      for (const other of questions) {
        const next = await shop.admin.get(`/products?${other}&limit=1&cursor=${body.nextCursor}`);
        expect([question, other, next.status]).toEqual([question, other, question === other ? 200 : 400]);
        if (question !== other) expect(next.body.code).toBe('invalid_cursor');
      }
    }
  });

  test.each([null, 'x', [], {}, true])('a score of %j is 400 invalid_cursor', async (score) => {
    const { body } = await shop.admin.get('/products?q=bell&limit=1');
    const [list, , id] = JSON.parse(Buffer.from(body.nextCursor, 'base64url').toString());
    const cursor = Buffer.from(JSON.stringify([list, score, id])).toString('base64url');
    expect((await shop.admin.get(`/products?q=bell&cursor=${cursor}`)).status).toBe(400);
  });
});

describe('anything that somebody may type', () => {
  const answers = async (q: string) => {
    for (const sort of [undefined, 'price_asc'] as const) {
      const page = await listProducts(shop.app.pg, { q, sort, limit: 5 });
      expect(page.items.length).toBeLessThanOrEqual(5);
    }
  };

  test.each([
    ["quotes and PostgreSQL's operators", `' " \\ & | ! ( ) :* <-> <2> ''`],
    ['an unfinished operator', 'kettle & | !'],
    ['a phrase', '"copper kettle" -pan OR cup'],
    ['patterns', '% _ \\% %%% ___ [a-z]* .* $$'],
    ['SQL', `'; drop table products; --`],
    ['words that say nothing', 'the and of to a'],
    ['one letter', 'x'],
    ['two letters', 'xy'],
    ['signs alone', '!? … — ☃'],
    ['faces of several characters', '👩‍👩‍👧‍👦 🏳️‍🌈'],
    ['right to left', 'שלום עליכם مرحبا'],
    ['a lone half of a character', 'a\ud800b \udfff'],
    ['NUL', 'a\0b \0'],
    ['ten kilobytes', 'kettle '.repeat(1_500)],
    ['ten kilobytes without a blank', 'k'.repeat(10_000)],
    ['a hundred words', Array.from({ length: 100 }, (_, n) => `word${n}`).join(' ')],
    ['marks without a letter', '\u0301\u0301'],
    ['what changes length in lower case', 'İİİ ẞ ﬃ ǅ ΟΔΟΣ'],
    ['an address', 'https://example.org/a?b=c#d me@example.org 10.0.0.1 /etc/passwd'],
    ['numbers', '1e400 -0 0x1f 1.5.2 ½ ٣'],
    ['invisible blanks', '\u00a0\u2003\u3000\ufeff\u200b'],
  ])('%s', async (_, q) => answers(q));

  test('whatever it is', async () => {
    const words = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.string({ unit: fc.constantFrom(...`'"\\&|!():*<>-% _$;kettle`), maxLength: 40 }),
    );
    await fc.assert(fc.asyncProperty(words, answers), { numRuns: 150 });
  });
});

test('what a word means is known anew at once when a product has it inside, or something nearer', async () => {
  const find = async (q: string, limit: number) => {
    const { body } = await shop.anyone.get(`/products?q=${q}&limit=${limit}`);
    return body.items.map((item: { name: string }) => item.name);
  };
  const create = async (name: string) =>
    (await shop.admin.post('/products', { sku: name, name, category: 'Old', price: 1, stockQuantity: 1 }))
      .body.id;
  expect([await find('ostralab', 31), await find('Zostrolabe', 31)]).toEqual([[], []]);
  const id = await create('Gostralabium');
  expect([await find('ostralab', 32), await find('ostralab', 33)]).toEqual([
    ['Gostralabium'],
    ['Gostralabium'],
  ]);
  await create('Zostrolabi');
  expect(await find('Zostrolabe', 33)).toEqual(['Zostrolabi']);
  await shop.admin.patch(`/products/${id}`, { name: 'Something ostralabic' });
  expect(await find('tralabi', 34)).toEqual(['Something ostralabic']);
});
