import type { Pool } from 'pg';
import type { ShopEvent } from '../../src/events/shop-event.ts';
import { sequenceOnce } from '../../src/workers/event-loop.ts';
import type { Caller } from './caller.ts';

/** What a worker does all the time: what has been committed gets its place. */
export async function sequenceAll(pool: Pool): Promise<void> {
  while ((await sequenceOnce(pool, 500)) > 0);
}

/** Somebody who reads the events and keeps the cursor. */
export function feedReader(caller: Caller, query = 'limit=100') {
  let cursor: string | undefined;
  return {
    /** All that is new to this reader. */
    async read(): Promise<ShopEvent[]> {
      const events: ShopEvent[] = [];
      for (;;) {
        const at = cursor === undefined ? '' : `&cursor=${cursor}`;
        const { status, body, text } = await caller.get(`/events?${query}${at}`);
        if (status !== 200) throw new Error(text);
        events.push(...body.items);
        cursor = body.cursor;
        if (body.nextCursor === null) return events;
      }
    },
  };
}
