import type { PoolClient } from 'pg';
import { knownScopes, type Scope } from '../accounts/scopes.ts';
import { newId } from '../ids.ts';
import { newApiKey } from './api-key.ts';
import { type ApiKeyRow, type ApiKeyView, apiKeyColumns, viewOfApiKey } from './api-key-view.ts';
import { type Giver, mayGive } from './giver.ts';

export interface ApiKeyInput {
  name: string;
  scopes: readonly Scope[];
  /** Undefined: until it is deleted. */
  expiresAt?: Date | undefined;
}

/**
 * Makes a key in the caller's transaction. The key itself is in the answer, and nowhere else.
 *
 * @throws {StaffError} `not_yours_to_give`
 */
export async function createApiKey(
  client: PoolClient,
  input: ApiKeyInput,
  by: Giver,
): Promise<{ view: ApiKeyView; key: string }> {
  mayGive(by, input.scopes);
  const { key, prefix, keyHash } = newApiKey();
  const { rows } = await client.query<ApiKeyRow>({
    name: 'staff.create-api-key',
    text: `
      with k as (
        insert into api_keys (id, name, scopes, prefix, key_hash, created_by, created_at, expires_at)
        values ($1, $2, $3, $4, $5, $6, now(), $7) returning *
      )
      select ${apiKeyColumns} from k join users u on u.id = k.created_by`,
    values: [newId(), input.name, knownScopes(input.scopes), prefix, keyHash, by.id, input.expiresAt ?? null],
  });
  return { view: viewOfApiKey(rows[0]!), key };
}

/** Ends a key, in the caller's transaction. @returns what it was, or undefined where there is none */
export async function deleteApiKey(client: PoolClient, id: string): Promise<ApiKeyView | undefined> {
  const { rows } = await client.query<ApiKeyRow>({
    name: 'staff.delete-api-key',
    text: `
      with k as (update api_keys set deleted_at = now() where id = $1 and deleted_at is null returning *)
      select ${apiKeyColumns} from k join users u on u.id = k.created_by`,
    values: [id],
  });
  return rows[0] && viewOfApiKey(rows[0]);
}
