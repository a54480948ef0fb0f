/** The webhook is not from the shop, was changed on its way, is too old, or the secret is none. */
export class WebhookRefused extends Error {
  override readonly name = 'WebhookRefused';
}

export interface WebhookHeaders {
  get(name: string): string | null;
}

/** An event as a webhook carries it; nothing personal is in it. */
export interface WebhookEvent {
  type: string;
  /** ISO 8601, UTC. */
  timestamp: string;
  data: Record<string, unknown>;
}

export interface VerifyOptions {
  /** Seconds that its clock may be off; 300 unless told. */
  toleranceSeconds?: number;
}

const PREFIX = 'whsec_';

/**
 * The event of a webhook, once its signature is believed (Standard Webhooks 1.0.0). The same event may come more than
 * once, under the same `webhook-id`, and events may overtake each other: `data.order.version` says which is newer.
 *
 * @param body as it came, before anything parsed it
 * @param secrets as they were shown when the endpoint was made; several while one is replaced by another
 * @throws {WebhookRefused}
 */
export async function verifyWebhook(
  body: string | Uint8Array,
  headers: WebhookHeaders | Readonly<Record<string, string | string[] | undefined>>,
  secrets: string | readonly string[],
  { toleranceSeconds = 300 }: VerifyOptions = {},
): Promise<WebhookEvent & { id: string }> {
  const id = headerOf(headers, 'webhook-id');
  const timestamp = headerOf(headers, 'webhook-timestamp');
  const given = headerOf(headers, 'webhook-signature');
  if (!id || !timestamp || !given) throw new WebhookRefused('its headers are not complete');
  const age = Math.abs(Date.now() / 1_000 - Number(timestamp));
  if (!/^\d{1,12}$/.test(timestamp) || age > toleranceSeconds)
    throw new WebhookRefused('its time is not now');
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  if (!(bytes instanceof Uint8Array)) throw new WebhookRefused('its body is not given as it came');
  const signed = concat(new TextEncoder().encode(`${id}.${timestamp}.`), bytes);
  const signatures = given
    .split(' ')
    .filter((part) => part.startsWith('v1,'))
    .map((part) => bytesOf(part.slice(3)));
  for (const secret of typeof secrets === 'object' ? secrets : [secrets]) {
    const name = { name: 'HMAC', hash: 'SHA-256' };
    // Of a variable that is not set there is none, whatever its type says.
    const raw = bytesOf(secret?.startsWith(PREFIX) ? secret.slice(PREFIX.length) : (secret ?? ''));
    if (!raw?.length) throw new WebhookRefused('the secret is empty, or not base64');
    const key = await crypto.subtle.importKey('raw', raw, name, false, ['verify']);
    for (const signature of signatures) {
      // In constant time.
      if (signature && (await crypto.subtle.verify('HMAC', key, signature, signed)))
        return { id, ...eventOf(bytes) };
    }
  }
  throw new WebhookRefused('its signature does not fit');
}

/** @throws {WebhookRefused} */
function eventOf(bytes: Uint8Array): WebhookEvent {
  try {
    const event = JSON.parse(new TextDecoder().decode(bytes)) as WebhookEvent;
    if (typeof event.type === 'string') return event;
  } catch {
    // Whatever it is, it is no event.
  }
  throw new WebhookRefused('its body is no event');
}

function headerOf(
  headers: WebhookHeaders | Readonly<Record<string, string | string[] | undefined>>,
  name: string,
): string | undefined {
  if (typeof headers.get === 'function') return (headers as WebhookHeaders).get(name) ?? undefined;
  const value = (headers as Record<string, string | string[] | undefined>)[name];
  return typeof value === 'string' ? value : undefined;
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}
