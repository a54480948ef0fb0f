import type { PoolClient } from 'pg';
import type { Seal } from '../accounts/sealed.ts';
import { limits } from '../limits.ts';
import { holdEndpoint } from './change-endpoints.ts';
import { instantOrNull, previousSecretsOf } from './endpoint-view.ts';
import { newSecret } from './signature.ts';
import { WebhookError } from './webhook-error.ts';

export interface Rotation {
  endpointId: string;
  secret: Buffer;
  /** ISO 8601, UTC: until when the secret before signs, too. */
  previousSecretUntil: string | null;
}

/**
 * Gives an endpoint another secret, in the caller's transaction. The one before signs as well for `overlapSeconds`, and
 * those before that to the end that each was promised. @throws {WebhookError} `no_such_endpoint`, `secret_limit`
 */
export async function rotateSecret(
  client: PoolClient,
  seal: Seal,
  id: string,
  overlapSeconds: number,
): Promise<Rotation> {
  const endpoint = await holdEndpoint(client, id);
  const secret = newSecret();
  const { rows } = await client.query<{ until_ms: number | null }>({
    name: 'webhooks.rotate-secret',
    text: `
      update webhook_endpoints e
         set previous_secrets = (
               select jsonb_agg(previous order by until)
                 from (select secret, until from ${previousSecretsOf('e')} signing
                       union all
                       select encode(e.secret, 'base64'), span.until where $3::int > 0) previous),
             secret = $2, version = version + 1, updated_at = now()
        from (select date_trunc('milliseconds', now()) + $3::int * interval '1 second' as until) span
       where e.id = $1
         and ($3::int = 0 or (select count(*) from ${previousSecretsOf('e')} signing) < $4)
      returning case when $3::int > 0 then (extract(epoch from span.until) * 1000)::float8 end as until_ms`,
    values: [endpoint.id, seal.seal(secret, endpoint.id), overlapSeconds, limits.webhookSecrets - 1],
  });
  if (!rows[0]) throw new WebhookError({ kind: 'secret_limit' });
  return { endpointId: endpoint.id, secret, previousSecretUntil: instantOrNull(rows[0].until_ms) };
}
