import type { Pool } from 'pg';
import { sqlProductId } from './fill.ts';
import { withoutSecondaryIndexes } from './indexes.ts';

/**
 * Products in bulk, as a large shop has them: the same every time, so that runs compare. Names are made of a
 * maker, a property, a material, an article, a model and a variant; a model is shared by about five of a million,
 * every second description says "delivered".
 */

const articles: Record<string, string> = {
  Kitchen: 'casserole mug knife bowl kettle toaster apron trivet ladle colander teapot grater',
  Home: 'throw candle clock cushion lamp doormat vase basket curtain mirror diffuser blanket',
  Garden: 'trowel planter hose shears bench birdhouse lantern gloves secateurs trellis watering-can rake',
  Office:
    'notebook stapler organiser pen folder whiteboard chair calculator envelope desk-mat stand calendar',
  Clothing: 'shirt jumper scarf jacket beanie socks trousers cardigan belt raincoat dress waistcoat',
  Shoes: 'boots trainers sandals loafers slippers brogues clogs wellingtons pumps espadrilles insoles laces',
  Sport: 'dumbbell mat racket bottle rope helmet goggles ball backpack tent sleeping-bag compass',
  Toys: 'puzzle train doll kite blocks marionette yo-yo robot drum farmyard pirate-ship marbles',
  Books: 'atlas novel cookbook biography anthology handbook dictionary diary thriller poems almanac comic',
  Tools: 'hammer screwdriver drill saw spanner pliers chisel level clamp toolbox vice sander',
  Bath: 'towel soap sponge bathrobe dispenser toothbrush razor flannel scales shampoo bath-mat brush',
  Pets: 'collar leash kennel feeder aquarium hammock-bed birdcage scratching-post harness litter-tray chew hutch',
  Lighting:
    'pendant sconce floodlight spotlight chandelier torch bulb downlight uplighter fairy-lights dimmer lampshade',
  Travel:
    'suitcase holdall passport-wallet pillow adapter luggage-tag umbrella rucksack washbag padlock money-belt map',
  Music:
    'guitar ukulele metronome tambourine harmonica capo drumstick music-stand recorder bongo triangle tuner',
  Baby: 'bib rattle cot pram bottle-warmer teether babygrow nightlight sling changing-mat playpen mobile',
};
const properties =
  'enamelled folding heavy-duty lightweight waterproof vintage reversible stackable handmade organic quilted insulated magnetic adjustable compact foldaway striped chequered embroidered polished brushed recycled woven ribbed glazed portable cordless weatherproof padded breathable';
const materials =
  'steel oak cotton linen wool leather copper brass ceramic glass bamboo walnut marble cork canvas silicone aluminium porcelain silk hemp denim jute stoneware cast-iron';
const variants =
  'small|medium|large|white|black|navy|forest green|rust|mustard|charcoal|350 ml|1 l|set of 2|set of 4|30 cm|60 cm|pack of 10|left-handed|A4|A5';
const syllables =
  'ba be bi bo bu da de di do du fa fe fi fo ga go ka ke ki ko la le li lo lu ma me mi mo mu na ne ni no pa pe po ra re ri ro ru sa se si so ta te ti to tu va ve vi vo wa we wi za zo';
const sentences = [
  'Made to last a lifetime and easy to repair.',
  'A favourite of professionals for three generations.',
  'Finished by hand in a small workshop in Yorkshire.',
  'Wipe with a damp cloth; do not leave it in the sun.',
  'The colour deepens with use, and no two are alike.',
  'Comes in a plain box without any plastic.',
  'Winner of a design award for its simple shape.',
  'Fits every common size and needs no tools.',
  'Soft to the touch, yet it keeps its form for years.',
  'Tested for more hours than anybody will ever use it.',
  'The handle stays cool and sits well in either hand.',
  'A present that is never put away in a cupboard.',
  'Spare parts can be ordered for at least ten years.',
  'Designed in Copenhagen, built in Portugal.',
  'Two years of guarantee, which we have rarely been asked for.',
  'Please note that measurements may differ by a few millimetres.',
];

/** Statements of this many rows: few enough for their memory, enough for their cost to vanish. */
const ROWS = 10_000;
/** PostgreSQL works in this many sessions at once. */
const SESSIONS = 2;

export const productId = (n: number): string => `00000000-0000-7000-8002-${n.toString(16).padStart(12, '0')}`;

const one = (words: readonly string[]): string => words[Math.floor(Math.random() * words.length)]!;
const [allProperties, allMaterials] = [properties.split(' '), materials.split(' ')];
const allArticles = Object.values(articles).flatMap((words) => words.split(' '));

/** Words that a few of a million products have together: a property, a material, an article. */
export const anyWords = (): string => `${one(allProperties)} ${one(allMaterials)} ${anyArticle()}`;

export const anyArticle = (): string => one(allArticles);

/** Of which there are so many: each word as often as any other, so that hardly a search is asked twice in a second. */
export const differentSearches = allProperties.length * allMaterials.length * allArticles.length;

/** Adds products first..last, and gives the tables statistics. */
export async function fillCatalog(pool: Pool, first: number, last: number): Promise<void> {
  await pool.query(
    `insert into categories (id, slug, name)
     select ('00000000-0000-7000-8004-' || lpad(to_hex(n::int), 12, '0'))::uuid, lower(name), name
       from unnest($1::text[]) with ordinality c (name, n) on conflict do nothing`,
    [Object.keys(articles)],
  );
  await withoutSecondaryIndexes(pool, ['products', 'product_search', 'search_words'], async () => {
    let next = first;
    const session = async () => {
      for (let from = next; from <= last; from = next) {
        next += ROWS;
        await pool.query(insertProducts, [
          from,
          Math.min(from + ROWS - 1, last),
          Object.values(articles).flatMap((words) => words.split(' ')),
          properties.split(' '),
          materials.split(' '),
          variants.split('|'),
          syllables.split(' '),
          sentences,
        ]);
      }
    };
    await Promise.all(Array.from({ length: SESSIONS }, session));
  });
  await pool.query('vacuum analyze');
}

/** Entry `salt` of product n: an even spread without a pattern, the same every time. */
const pick = (array: string, salt: number) =>
  `(${array})[1 + (hashint8extended(n, ${salt}) & 2147483647) % cardinality(${array})]`;
const word = (array: string, salt: number) => `replace(${pick(array, salt)}, '-', ' ')`;

/** Prices crowd between 5 and 50 pounds and thin out towards 1,000. */
const price = `(200 + exp(5 + 6 * sqrt((hashint8extended(n, 20) & 65535) / 65536.0) * ((hashint8extended(n, 21) & 65535) / 65536.0)))::int`;

const insertProducts = `
  insert into products (id, sku, name, description, category_id, price, currency, stock_quantity)
  select ${sqlProductId('n')},
         upper(substr(article, 1, 3)) || '-' || lpad(n::text, 7, '0'),
         initcap(maker) || ' ' || property || ' ' || material || ' ' || article || ' ' || initcap(model) || ', ' || variant,
         initcap(property) || ' ' || article || ' of ' || material || '. ' || ${pick('$8::text[]', 11)} || ' ' || ${pick('$8::text[]', 12)}
           || case when hashint8extended(n, 13) & 1 = 0 then ' Delivered within three days.' else ' Collected from our shop.' end
           || ' ' || ${pick('$8::text[]', 14)},
         ('00000000-0000-7000-8004-' || lpad(to_hex(1 + (place - 1) / 12), 12, '0'))::uuid,
         ${price}, 'GBP', 1 + n % 500
    from (
      select n, place, replace(($3::text[])[place], '-', ' ') as article, ${word('$4::text[]', 2)} as property,
             ${word('$5::text[]', 3)} as material, ${pick('$6::text[]', 4)} as variant,
             ${pick('$7::text[]', 5)} || ${pick('$7::text[]', 6)} || 'n' as maker,
             ${pick('$7::text[]', 7)} || ${pick('$7::text[]', 8)} || ${pick('$7::text[]', 9)} as model
        from (select n, (1 + (hashint8extended(n, 1) & 2147483647) % cardinality($3::text[]))::int as place
                from generate_series($1::int, $2::int) n) numbered
    ) described`;
