import type { Shop } from './api.ts';
import { type Answer, type Caller, callerOf } from './caller.ts';

/** A guest who came by the front door, with the tokens that they were given. */
export interface Guest extends Caller {
  readonly tokens: { accessToken: string; refreshToken: string };
}

/** @param lines of the guest's cart */
export async function newGuest(
  shop: Pick<Shop, 'send' | 'anyone'>,
  ...lines: [productId: string, quantity: number][]
): Promise<Guest> {
  const { body: tokens } = fine(await shop.anyone.post('/guests'));
  const { body: me } = fine(await callerOf(shop.send, '', tokens.accessToken).get('/me'));
  const guest = callerOf(shop.send, me.id, tokens.accessToken);
  const items = lines.map(([productId, quantity]) => ({ productId, quantity }));
  if (items.length > 0) fine(await guest.put('/cart', { items }));
  return { ...guest, tokens };
}

function fine(answer: Answer): Answer {
  if (answer.status >= 300) throw new Error(answer.text);
  return answer;
}
