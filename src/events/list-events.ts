import type { Pool, PoolClient } from 'pg';
import { FIRST_ID } from '../ids.ts';
import { decodeCursor, encodeCursor, InvalidCursor } from '../lists/cursor.ts';
import { isMeant, kindsOf } from './event-types.ts';
import { expand } from './expand.ts';
import type { FeedRow, PlacedEvent, ShopEvent } from './shop-event.ts';
import { findBounds, findStart, readFeed } from './sql/read-feed.ts';

/** Rows of one statement. */
const ROWS = 100;
/** Rows that one page looks through for events of its types: who asks for rare ones gets empty pages that go on. */
const MOST_ROWS = 2_000;
/** Subjects whose events are made at once, where a page is not full after as many as it has room for. */
const SUBJECTS = 200;

/** Where reading goes on: at an event of a row. */
export interface FeedPlace {
  position: string;
  place: number;
}

export interface EventsQuery {
  /** Patterns of types. */
  types: readonly string[];
  limit: number;
  from: FeedPlace;
  /** What happened before is left out; in ms since 1970. */
  sinceMs?: number | undefined;
}

export interface EventsPage {
  items: PlacedEvent[];
  /** Behind each of `items`, where reading goes on. */
  next: FeedPlace;
  /** There was nothing more when it was read. */
  ended: boolean;
}

/** What comes next was removed already: events are kept for 30 days. */
export class CursorExpired extends Error {
  override readonly name = 'CursorExpired';
}

const LIST = 'shop events';

export function encodePlace({ position, place }: FeedPlace): string {
  return encodeCursor({ sort: LIST, value: `${position}.${place}`, id: FIRST_ID });
}

/** @throws {InvalidCursor} */
export function decodePlace(cursor: string): FeedPlace {
  const match = /^(\d{1,18})\.(\d{1,9})$/.exec(String(decodeCursor(cursor, LIST, 'string').value));
  if (!match) throw new InvalidCursor();
  return { position: match[1]!, place: Number(match[2]) };
}

/** Where reading goes on behind an event. */
export const behind = ({ position, place }: FeedPlace): FeedPlace => ({ position, place: place + 1 });

/** Where events from an instant on begin: none of them is before it, and a few earlier ones may be behind it (`sinceMs`). */
export async function placeAt(pool: Pool | PoolClient, instant: Date): Promise<FeedPlace> {
  const { rows } = await pool.query<{ position: string }>({ ...findStart, values: [instant] });
  return { position: rows[0]?.position ?? (await endOf(pool)), place: 0 };
}

/** The position behind the last row. */
export async function endOf(pool: Pool | PoolClient): Promise<string> {
  return (await boundsOf(pool)).behind;
}

async function boundsOf(pool: Pool | PoolClient): Promise<{ first: string; behind: string }> {
  const { rows } = await pool.query<{ first: string; behind: string }>({ ...findBounds });
  return rows[0]!;
}

/** Where what is kept begins. */
export async function startOfFeed(pool: Pool): Promise<FeedPlace> {
  return { position: (await boundsOf(pool)).first, place: 0 };
}

/**
 * Refuses a place that reading cannot go on from without a gap.
 *
 * @throws {CursorExpired} where something behind it is not kept any more
 * @throws {InvalidCursor} where the feed has not come to it: the database was restored, or made anew, since it was given
 */
export async function refuseAstray(pool: Pool, { position, place }: FeedPlace): Promise<void> {
  const { first, behind } = await boundsOf(pool);
  if (BigInt(position) < BigInt(first)) throw new CursorExpired();
  const ahead = BigInt(position) - BigInt(behind);
  if (ahead > 0n || (ahead === 0n && place > 0)) throw new InvalidCursor();
}

/**
 * Events in the order in which they could be seen, from a place on. Whoever goes on at `next` misses none, whatever
 * commits meanwhile, and gets none twice. Costs what it reads, however long the feed is.
 *
 * @throws {CursorExpired} also where it was removed while it was read
 * @throws {InvalidCursor} where the feed has not come to the place
 */
export async function listShopEvents(pool: Pool, query: EventsQuery): Promise<EventsPage> {
  const page = await readPage(pool, query);
  await refuseAstray(pool, query.from);
  return page;
}

async function readPage(pool: Pool, query: EventsQuery): Promise<EventsPage> {
  const kinds = kindsOf(query.types);
  const items: PlacedEvent[] = [];
  const since = query.sinceMs ?? 0;
  let next = query.from;
  for (let scanned = 0; scanned < MOST_ROWS; ) {
    // A row tells of one event or more, each of its subjects as well: at first no more is read than a page may need.
    const isFirst = scanned === 0;
    const asked = isFirst ? Math.min(ROWS, query.limit) : ROWS;
    const { rows } = await pool.query<FeedRow>({ ...readFeed, values: [kinds, next.position, asked] });
    for (const some of inParts(rows, isFirst ? Math.min(SUBJECTS, query.limit) : SUBJECTS)) {
      for (const event of (await expand(pool, some)).flat()) {
        if (event.position === next.position && event.place < next.place) continue;
        if (!isMeant(query.types, event.type) || Date.parse(event.timestamp) < since) continue;
        items.push(event);
        if (items.length === query.limit) return { items, next: behind(event), ended: false };
      }
      next = { position: String(BigInt(some.at(-1)!.position) + 1n), place: 0 };
    }
    if (rows.length < asked) return { items, next, ended: true };
    scanned += rows.length;
  }
  return { items, next, ended: false };
}

/** One after the other, each of about so many subjects. */
function inParts(rows: readonly FeedRow[], most: number): FeedRow[][] {
  const parts: FeedRow[][] = [];
  let subjects = Number.POSITIVE_INFINITY;
  for (const row of rows) {
    if (subjects + row.subjects.length > most) {
      parts.push([]);
      subjects = 0;
    }
    subjects += row.subjects.length;
    parts.at(-1)!.push(row);
  }
  return parts;
}

/** Without its place. */
export const viewOfEvent = ({ id, type, timestamp, data }: ShopEvent): ShopEvent => ({
  id,
  type,
  timestamp,
  data,
});
