import { Problem } from '../errors.ts';

/** Where a page ended: the sort order it belongs to, the last row's sort value, and its id to break ties. */
export interface Cursor {
  sort: string;
  value: string | number | null;
  id: string;
}

const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What is sorted by is a 32-bit integer column. */
const MAX_INTEGER = 0x7fff_ffff;

export function encodeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify([cursor.sort, cursor.value, cursor.id])).toString('base64url');
}

/** @throws {Problem} `invalid_cursor` for one that this list, in this order, has not given out */
export function decodeCursor(text: string, sort: string, valueType: 'string' | 'number' | 'none'): Cursor {
  try {
    const [cursorSort, value, id] = JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown[];
    const valueFits =
      valueType === 'none'
        ? value === null
        : valueType === 'number'
          ? Number.isInteger(value) && Math.abs(value as number) <= MAX_INTEGER
          : typeof value === 'string' && !value.includes('\0');
    if (cursorSort === sort && valueFits && typeof id === 'string' && uuidPattern.test(id)) {
      return { sort, value: value as Cursor['value'], id };
    }
  } catch {
    // Whatever it was, it is no cursor.
  }
  throw new Problem('invalid_cursor', 'Take the cursor from nextCursor, and keep the sort order');
}
