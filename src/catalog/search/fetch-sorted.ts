import { USUAL_LIMIT } from '../product-query.ts';
import { type ProductRow, productColumns } from '../product-view.ts';
import { FEW, unseen } from './candidates.ts';
import { isCommon } from './common.ts';
import { SAMPLE } from './vocabulary.ts';
import { type InOrder, type PageRows, pageOfRows } from './walk.ts';

/** Matches that are fetched and sorted before anything else is tried. */
const MAX_SOME = 300;
/** Matches that are fetched and sorted at most. */
const MAX_SORTED = 6_000;

/** How many matches there are: counted, or more than `MAX_SOME`, or so many that any walk soon meets them. */
export type Matches = number | 'many' | 'common';

/** What is looked for where fewer than `FEW` have what was asked. */
export interface Wider {
  match: string;
  isCommon: boolean | undefined;
  /** Several words that are rare together: few are expected. */
  isFew: boolean;
}

export interface Some {
  matches: Matches;
  page?: PageRows;
  /** They are those of the wider search. */
  isWider: boolean;
}

/** A page out of all matches, sorted, where there are not too many of them to be counted. */
export async function fetchSome(
  search: InOrder,
  areCommon: boolean | undefined,
  wider: Wider | undefined,
): Promise<Some> {
  const { common, matches, page, isWider } = await fetchSorted(search, MAX_SOME, areCommon, wider);
  if (common) return { matches: 'common', isWider };
  return page ? { matches, page, isWider } : { matches: 'many', isWider };
}

/** A page out of all matches, sorted; undefined where there are too many of them. */
export async function fetchMany(search: InOrder): Promise<PageRows | undefined> {
  return (await fetchSorted(search, MAX_SORTED, false, undefined)).page;
}

interface Sorted {
  common: boolean;
  matches: number;
  isWider: boolean;
  page: PageRows | undefined;
}

/** Newest products among which what is common must have `FEW` matches: in a small shop there may be less in all. */
const MAX_COUNTED = 10 * SAMPLE;

const hasEnough = (parameter: string) => `
  (select count(*) >= ${FEW}
     from (select from (select document from product_search order by product_id desc limit ${MAX_COUNTED}) newest
            where document @@ ${unseen(`${parameter}::tsquery`)} limit ${FEW}) met)`;

/** Whether a parameter is common, where another one does not tell, and not little nevertheless. */
const common = (told: string, parameter: string) => `
  case when coalesce(${told}::boolean, (select document from (${isCommon(parameter, 'document')}) newest))
       then ${hasEnough(parameter)} else false end`;

async function fetchSorted(
  search: InOrder,
  most: number,
  areCommon: boolean | undefined,
  wider: Wider | undefined,
): Promise<Sorted> {
  if (wider?.isFew) {
    const sorted = await fetchPage(search, most, askedAmongWider(search, most, wider));
    if (sorted) return sorted;
  }
  return (await fetchPage(search, most, askedThenWider(search, most, areCommon, wider)))!;
}

/** A way to find matches: tables `found` (`id`, `key`) and `told` (`common`, null where it knows nothing, `is_wider`). */
interface Matching {
  name: string;
  ctes: string;
  values: unknown[];
}

/** Of few: one look finds the wider, and the rows say which have what was asked. */
const askedAmongWider = ({ match, position }: InOrder, most: number, wider: Wider): Matching => ({
  name: 'few',
  values: [match, wider.match],
  ctes: `
    looked as materialized (
      select s.product_id as id, ${position.searchKey} as key, document @@ ${unseen('$1::tsquery')} as is_asked
        from product_search s where document @@ ${unseen('$2::tsquery')} limit ${most + 1}
    ),
    told as materialized (
      select case when count(*) <= ${most} then false end as common,
             count(*) filter (where is_asked) < ${FEW} as is_wider
        from looked
    ),
    found as materialized (select id, key from looked where is_asked or (select is_wider from told))`,
});

function askedThenWider(
  { match, position }: InOrder,
  most: number,
  areCommon: boolean | undefined,
  wider: Wider | undefined,
): Matching {
  const values: unknown[] = [match, areCommon ?? null];
  if (wider) values.push(wider.match, wider.isCommon ?? null);
  const matching = (parameter: string, most: string) => `
    select s.product_id as id, ${position.searchKey} as key
      from product_search s where document @@ ${unseen(`${parameter}::tsquery`)} limit (${most})`;
  const asked = `
    asked_common as materialized (select ${common('$2', '$1')} as yes),
    asked as materialized (${matching('$1', `select case when yes then 0 else ${most + 1} end from asked_common`)})`;
  const ctes = wider
    ? `${asked},
    wider_common as materialized (
      select case when not yes and (select count(*) from asked) < ${FEW} then ${common('$4', '$3')} end as yes
        from asked_common
    ),
    wider as materialized (
      ${matching('$3', `select case when yes then 0 when not yes then ${most + 1} else 0 end from wider_common`)}
    ),
    told as materialized (
      select w.yes is not null as is_wider, coalesce(w.yes, a.yes) as common
        from wider_common w, asked_common a
    ),
    found as materialized (
      select * from asked where not (select is_wider from told) union all select * from wider
    )`
    : `${asked},
    told as materialized (select false as is_wider, yes as common from asked_common),
    found as materialized (select * from asked)`;
  return { name: wider ? 'wider' : '', ctes, values };
}

async function fetchPage(
  { pool, position, limit }: InOrder,
  most: number,
  { name, ctes, values }: Matching,
): Promise<Sorted | undefined> {
  const shape = [most, position.orderBy(), name, position.cursor && 'cursor'].filter(Boolean).join(' ');
  const { rows } = await pool.query<
    ProductRow & { common: boolean | null; matches: number; is_wider: boolean }
  >({
    // The size is part of the text, as in any list.
    ...(limit === USUAL_LIMIT && { name: `search.sorted ${shape}` }),
    text: `with ${ctes}
     select told.common as common, is_wider, matches, ${productColumns}
       from told cross join (select count(*)::int as matches from found) counted
            left join lateral (
              select * from found
               where matches <= ${most} and ${position.after(values, 'found.key', 'found.id')}
               order by ${position.orderBy('found.key', 'found.id')}
               limit ${limit + 1}
            ) page on true
            left join lateral (select * from products where id = page.id limit 1) p on true
            left join lateral (select name from categories where id = p.category_id limit 1) c on true
      order by ${position.orderBy('page.key', 'page.id')}`,
    values,
  });
  const { common, matches, is_wider: isWider } = rows[0]!;
  if (common === null) return undefined;
  // One row without a product says that there are none.
  const page =
    matches > most
      ? undefined
      : pageOfRows(
          rows.filter(({ id }) => id !== null),
          limit,
        );
  return { common, matches, isWider, page };
}
