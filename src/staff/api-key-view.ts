import type { Scope } from '../accounts/scopes.ts';

/** A key as those see it who may make some; never the key itself. */
export interface ApiKeyView {
  id: string;
  name: string;
  scopes: Scope[];
  /** The beginning of the key. */
  prefix: string;
  /** Who made it; without a name once they were erased. */
  createdBy: { id: string; name: string | null };
  /** ISO 8601, UTC, like all times here. */
  createdAt: string;
  expiresAt: string | null;
  /** To the minute. */
  lastUsedAt: string | null;
}

export interface ApiKeyRow {
  id: string;
  name: string;
  scopes: Scope[];
  prefix: string;
  creator_id: string;
  creator_name: string | null;
  created_ms: number;
  expires_ms: number | null;
  used_ms: number | null;
}

const ms = (column: string, name: string) => `(extract(epoch from ${column}) * 1000)::float8 as ${name}`;

/** Of `api_keys k`; beside it `users u`, who made it. */
export const apiKeyColumns = `k.id, k.name, k.scopes, k.prefix, k.created_by as creator_id, u.name as creator_name,
  ${ms('k.created_at', 'created_ms')}, ${ms('k.expires_at', 'expires_ms')}, ${ms('k.last_used_at', 'used_ms')}`;

export function viewOfApiKey(row: ApiKeyRow): ApiKeyView {
  return {
    id: row.id,
    name: row.name,
    scopes: row.scopes,
    prefix: row.prefix,
    createdBy: { id: row.creator_id, name: row.creator_name },
    createdAt: new Date(row.created_ms).toISOString(),
    expiresAt: instantOrNull(row.expires_ms),
    lastUsedAt: instantOrNull(row.used_ms),
  };
}

function instantOrNull(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
