import { Connection, requestOf } from '../setup/connection.ts';
import { tokenOf } from '../setup/fill.ts';

/** Lists that customers see, each with the products of its first page. */
export interface ShopWindow {
  path: string;
  productIds: string[];
}

/** Each category by each order: 32 lists, with some 600 of all products on their first pages. */
export async function readWindows(url: string): Promise<ShopWindow[]> {
  const connection = await Connection.open(url);
  const windows: ShopWindow[] = [];
  for (let category = 1; category <= 8; category++) {
    for (const sort of ['newest', 'price_asc', 'price_desc', 'name']) {
      const path = `/products?category=category%20${category}&sort=${sort}`;
      const { body } = await connection.send(requestOf('GET', path));
      const { items } = JSON.parse(body) as { items: { id: string }[] };
      windows.push({ path, productIds: items.map(({ id }) => id) });
    }
  }
  connection.close();
  return windows;
}

export function anyOf<T>(values: readonly T[]): T {
  return values[Math.floor(Math.random() * values.length)]!;
}

/** Tokens of buyers, signed once: signing is the client's work and would be measured with the rest. */
const tokens = new Map<number, string>();

/** @param buyer from 1 */
export function buyerToken(buyer: number): string {
  const known = tokens.get(buyer);
  if (known !== undefined) return known;
  const token = tokenOf(buyer);
  tokens.set(buyer, token);
  return token;
}
