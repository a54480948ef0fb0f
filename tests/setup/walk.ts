import type { Caller } from './caller.ts';

/** Ids of a list from its first page to its last, with something done before each further page. */
export async function walkPages(
  caller: Caller,
  url: string,
  between: (page: number) => Promise<unknown> = async () => {},
): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  for (let page = 1; page < 1_000; page++) {
    const next = cursor === undefined ? url : `${url}${url.includes('?') ? '&' : '?'}cursor=${cursor}`;
    const { status, body, text } = await caller.get(next);
    if (status !== 200) throw new Error(text);
    for (const item of body.items) ids.push(item.id);
    if (body.nextCursor === null) return ids;
    cursor = body.nextCursor;
    await between(page);
  }
  throw new Error('a list without end');
}
