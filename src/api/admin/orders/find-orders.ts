import type { Pool } from 'pg';
import { readOrderNumber } from '../../../orders/order-number.ts';
import { findByEmail } from './sql/find-by-email.ts';
import { findByEnding } from './sql/find-by-ending.ts';
import { findByNumber } from './sql/find-by-number.ts';
import { findBySku } from './sql/find-by-sku.ts';

/** Orders that one search shows at most. */
export const MOST_FOUND = 20;

const endingPattern = /^[0-9a-f]{6}$/i;

/**
 * Ids of the orders that people may mean, at most `MOST_FOUND`: by number, by its last six characters, by the
 * buyer's e-mail address, by the SKU of a product that is for sale. An id is `readId`'s.
 */
export async function findOrders(pool: Pool, sought: string): Promise<string[]> {
  if (sought === '') return [];
  if (readOrderNumber(sought)) return findByNumber(pool, sought);
  if (sought.includes('@')) return findByEmail(pool, sought, MOST_FOUND);
  const byEnding = endingPattern.test(sought)
    ? await findByEnding(pool, sought.toLowerCase(), MOST_FOUND)
    : [];
  // A SKU may look like the end of a number.
  const bySku = await findBySku(pool, sought, MOST_FOUND);
  return [...new Set([...byEnding, ...bySku])].slice(0, MOST_FOUND);
}
