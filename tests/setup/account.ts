import type { Shop } from './api.ts';
import { type Caller, callerOf } from './caller.ts';

export interface Account extends Caller {
  readonly refreshToken: string;
}

export const PASSWORD = 'correct horse battery';

/** Somebody who registered and logged in. */
export async function registered(
  shop: Shop,
  person: { email: string; name?: string; password?: string },
): Promise<Account> {
  const { email, name = 'Somebody', password = PASSWORD } = person;
  const { body: user } = await shop.anyone.post('/register', { email, password, name });
  const { body: tokens } = await shop.anyone.post('/login', { email, password });
  return { ...callerOf(shop.send, user.id, tokens.accessToken), refreshToken: tokens.refreshToken };
}
