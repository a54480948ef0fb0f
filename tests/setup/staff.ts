import type { Scope } from '../../src/accounts/scopes.ts';
import type { Shop } from './api.ts';
import { type Caller, callerOf } from './caller.ts';
import { insertUser } from './records.ts';
import { forgeToken } from './tokens.ts';

/** A member of the staff with these scopes. */
export async function staffWith(shop: Shop, ...scopes: Scope[]): Promise<Caller> {
  const id = await insertUser(shop.pool);
  await shop.pool.query(`update users set role = 'STAFF', scopes = $2 where id = $1`, [id, scopes]);
  return callerOf(shop.send, id, forgeToken({ id, role: 'STAFF' }));
}

/** A machine with a new API key of these scopes; its id is that of the key. */
export async function keyWith(shop: Shop, ...scopes: Scope[]): Promise<Caller> {
  const { status, body, text } = await shop.admin.post('/api-keys', { name: 'Machine', scopes });
  if (status !== 201) throw new Error(text);
  return callerOf(shop.send, body.id, body.key);
}
