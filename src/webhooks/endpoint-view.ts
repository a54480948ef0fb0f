import type { DisabledReason } from '../entities/webhook-endpoint.entity.ts';

/** An endpoint as those see it who may change it; never its secrets. */
export interface EndpointView {
  id: string;
  url: string;
  types: string[];
  description: string | null;
  enabled: boolean;
  /** Null while it is enabled. */
  disabledReason: DisabledReason | null;
  /** ISO 8601, UTC, like all times here: of the first attempt that failed since one succeeded. */
  failingSince: string | null;
  /** Until when a secret from before signs, too. */
  previousSecretUntil: string | null;
  version: number;
  createdAt: string;
  updatedAt: string;
}

export interface EndpointRow {
  id: string;
  url: string;
  types: string[];
  description: string | null;
  enabled: boolean;
  disabled_reason: DisabledReason | null;
  failing_ms: number | null;
  previous_ms: number | null;
  version: number;
  created_ms: number;
  updated_ms: number;
}

const epochMs = (column: string) => `(extract(epoch from ${column}) * 1000)::float8`;

/** Secrets from before that sign still, of `webhook_endpoints` or what stands for it. */
export const previousSecretsOf = (table: string) =>
  `(select secret, until from jsonb_to_recordset(${table}.previous_secrets) as one (secret text, until timestamptz) where until > now())`;

/** Of `webhook_endpoints e`. */
export const endpointColumns = `e.id, e.url, e.types, e.description, e.enabled, e.disabled_reason, e.version,
  ${epochMs('e.failing_since')} as failing_ms, ${epochMs('e.created_at')} as created_ms, ${epochMs('e.updated_at')} as updated_ms,
  (select max(${epochMs('until')}) from ${previousSecretsOf('e')} previous) as previous_ms`;

export function viewOfEndpoint(row: EndpointRow): EndpointView {
  return {
    id: row.id,
    url: row.url,
    types: row.types,
    description: row.description,
    enabled: row.enabled,
    disabledReason: row.disabled_reason,
    failingSince: instantOrNull(row.failing_ms),
    previousSecretUntil: instantOrNull(row.previous_ms),
    version: row.version,
    createdAt: new Date(row.created_ms).toISOString(),
    updatedAt: new Date(row.updated_ms).toISOString(),
  };
}

export function instantOrNull(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
