import type { PoolClient } from 'pg';
import type { Seal } from '../accounts/sealed.ts';
import { newId } from '../ids.ts';
import { limits } from '../limits.ts';
import { type EndpointRow, type EndpointView, endpointColumns, viewOfEndpoint } from './endpoint-view.ts';
import { newSecret } from './signature.ts';
import { tellOfEndpoint } from './tell-of-endpoint.ts';
import { WebhookError } from './webhook-error.ts';

export interface EndpointInput {
  url: string;
  types: readonly string[];
  description?: string | null;
  enabled?: boolean;
}

/** Whether a change of what is at this version is wanted; undefined: of any. */
type Precondition = ((version: number) => boolean) | undefined;

/**
 * Makes an endpoint, in the caller's transaction. Its URL has been checked (checkUrl). @returns it, and its secret, which is
 * nowhere else to be read @throws {WebhookError} `endpoint_limit`
 */
export async function createEndpoint(
  client: PoolClient,
  seal: Seal,
  { url, types, description, enabled }: EndpointInput,
): Promise<{ view: EndpointView; secret: Buffer }> {
  const [id, secret] = [newId(), newSecret()];
  // Two at once may pass it by one; the bound is there for memory, not for its number.
  const { rows } = await client.query<EndpointRow>({
    name: 'webhooks.create-endpoint',
    text: `
      with e as (
        insert into webhook_endpoints (id, url, types, description, enabled, disabled_reason, secret)
        select $1, $2, $3, $4, $5, case when not $5 then 'manual' end, $6
         where (select count(*) from webhook_endpoints where deleted_at is null) < $7
        returning *
      )
      select ${endpointColumns} from e`,
    values: [
      id,
      url,
      unique(types),
      description ?? null,
      enabled ?? true,
      seal.seal(secret, id),
      limits.webhookEndpoints,
    ],
  });
  if (!rows[0]) throw new WebhookError({ kind: 'endpoint_limit' });
  return { view: viewOfEndpoint(rows[0]), secret };
}

/** Each once, in the order in which they were named. */
const unique = (types: readonly string[]): string[] => [...new Set(types)];

/** Holds an endpoint to the end of the caller's transaction. @throws {WebhookError} `no_such_endpoint`, `other_version` */
export async function holdEndpoint(
  client: PoolClient,
  id: string,
  precondition?: Precondition,
): Promise<EndpointView> {
  const { rows } = await client.query<EndpointRow>({
    name: 'webhooks.hold-endpoint',
    text: `select ${endpointColumns} from webhook_endpoints e where e.id = $1 and e.deleted_at is null for no key update`,
    values: [id],
  });
  if (!rows[0]) throw new WebhookError({ kind: 'no_such_endpoint' });
  const { version } = rows[0];
  if (precondition && !precondition(version)) throw new WebhookError({ kind: 'other_version', version });
  return viewOfEndpoint(rows[0]);
}

/**
 * Changes what is named of an endpoint, in the caller's transaction. Disabling one is told as an event; enabling one forgets
 * why it was disabled, and what it is owed from before goes on. @throws {WebhookError} `no_such_endpoint`, `other_version`
 */
export async function changeEndpoint(
  client: PoolClient,
  id: string,
  changes: Partial<EndpointInput>,
  precondition: Precondition,
): Promise<{ before: EndpointView; after: EndpointView }> {
  const before = await holdEndpoint(client, id, precondition);
  const { url, types, description, enabled } = { ...before, ...changes };
  const { rows } = await client.query<EndpointRow>({
    name: 'webhooks.change-endpoint',
    text: `
      with e as (
        update webhook_endpoints
           set url = $2, types = $3, description = $4, enabled = $5,
               disabled_reason = case when $6 then null when enabled and not $5 then 'manual' else disabled_reason end,
               failing_since = case when $6 then null else failing_since end,
               version = version + 1, updated_at = now()
         where id = $1 and (url, types, enabled) is distinct from ($2, $3, $5)
            or id = $1 and description is distinct from $4
        returning *
      )
      select ${endpointColumns} from e`,
    values: [id, url, unique(types), description ?? null, enabled, enabled && !before.enabled],
  });
  if (before.enabled && !enabled)
    await tellOfEndpoint(client, before.id, { type: 'endpoint.disabled', reason: 'manual' });
  return { before, after: rows[0] ? viewOfEndpoint(rows[0]) : before };
}

/** Ends an endpoint, in the caller's transaction: nothing more is sent, and its secrets are gone. @throws {WebhookError} */
export async function deleteEndpoint(
  client: PoolClient,
  id: string,
  precondition: Precondition,
): Promise<EndpointView> {
  const view = await holdEndpoint(client, id, precondition);
  await client.query({
    name: 'webhooks.delete-endpoint',
    text: `
      update webhook_endpoints
         set deleted_at = now(), enabled = false, secret = null, previous_secrets = null
       where id = $1`,
    values: [id],
  });
  return view;
}
