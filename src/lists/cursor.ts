/** A cursor that this list, in this order, has not given out. */
export class InvalidCursor extends Error {
  override readonly name = 'InvalidCursor';
}

/** Where a page ended: the list it belongs to, the last row's sort value, and its id to break ties. */
export interface Cursor {
  /** The list's name: of what it is, in which order, and whatever else makes it another one. No two lists share one. */
  sort: string;
  value: string | number | null;
  id: string;
}

const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What the sort value of a list must be, so that PostgreSQL takes it for the column it is compared with. */
const fits = {
  none: (value: unknown) => value === null,
  /** An integer column. */
  int32: (value: unknown) => Number.isInteger(value) && Math.abs(value as number) <= 0x7fff_ffff,
  /** A version and a place inside it, as the ledger's cursors hold them; the version is an integer column. */
  place: (value: unknown) => Number.isSafeInteger(value) && Math.abs(value as number) < 2 ** 51,
  real: (value: unknown) => typeof value === 'number' && Number.isFinite(value),
  string: (value: unknown) => typeof value === 'string' && !value.includes('\0'),
} as const;
export type ValueType = keyof typeof fits;

export function encodeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify([cursor.sort, cursor.value, cursor.id])).toString('base64url');
}

/** @throws {InvalidCursor} */
export function decodeCursor(text: string, sort: string, valueType: ValueType): Cursor {
  try {
    const [cursorSort, value, id] = JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown[];
    if (cursorSort === sort && fits[valueType](value) && typeof id === 'string' && uuidPattern.test(id)) {
      return { sort, value: value as Cursor['value'], id };
    }
  } catch {
    // Whatever it was, it is no cursor.
  }
  throw new InvalidCursor();
}
