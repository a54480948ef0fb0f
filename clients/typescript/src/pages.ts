/** A page of a list. */
export interface Page<Item> {
  items: readonly Item[];
  nextCursor?: string | null;
}

/**
 * All items of a list, page after page, read as they are asked for.
 *
 * @param read the page behind a cursor; the first one where it is undefined
 */
export async function* everyItem<Item>(
  read: (cursor: string | undefined) => Promise<Page<Item>>,
): AsyncGenerator<Item, void, undefined> {
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    yield* page.items;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}
