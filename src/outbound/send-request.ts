import { Agent as HttpAgent, type IncomingMessage, request as overHttp } from 'node:http';
import { Agent as HttpsAgent, request as overHttps } from 'node:https';
import { shareFor } from '../async/timeout.ts';
import { guardedLookup, isInOwnNetworks, refuseLiteral } from './address-guard.ts';
import type { Networks } from './networks.ts';
import { readRetryAfter } from './retry-after.ts';

/** From the beginning to the end of an answer, in ms (Standard Webhooks recommends 15 to 30 s). */
export const SEND_TIMEOUT_MS = 15_000;
/** Bytes of an answer that are read, and characters of it that are kept. */
const MOST_READ = 64 * 1_024;
const MOST_KEPT = 1_024;
/** A connection that nobody uses is kept so long, in ms. */
const KEEP_ALIVE_MS = 10_000;
/** What a name means here decides for so long whether its host is reached through the proxy, in ms. */
const RESOLVED_MS = 30_000;
/** Hosts of which that is known. */
const MOST_HOSTS = 1_000;

export interface SentAnswer {
  /** Null where nothing was answered. */
  status: number | null;
  /** Why nothing was answered, as whoever noticed said it. */
  error: string | null;
  /** The beginning of the answer. */
  response: string | null;
  /** That the receiver asks for, in ms. */
  retryAfterMs: number | undefined;
}

/** Sends to receivers that shall not be trusted, over connections that it keeps. */
export interface Sender {
  send(url: string, headers: Record<string, string>, body: string, signal: AbortSignal): Promise<SentAnswer>;
  close(): void;
}

/**
 * @param own networks that WEBHOOK_ALLOW_NETWORKS names
 * @param proxyUrl of an HTTP proxy that opens tunnels (CONNECT) to all that is not in these
 */
export function createSender(own: Networks, timeoutMs = SEND_TIMEOUT_MS, proxyUrl?: string): Sender {
  const settings = { keepAlive: true, timeout: KEEP_ALIVE_MS };
  const agents = {
    http: new HttpAgent(settings),
    https: new HttpsAgent(settings),
    proxied: new HttpsAgent({ ...settings, proxyEnv: { https_proxy: proxyUrl } }),
  };
  const isOwnHost = new Map<string, () => Promise<boolean>>();
  /** Only what is in networks of our own goes without encryption. */
  const isProxied = async (url: URL): Promise<boolean> => {
    if (proxyUrl === undefined || url.protocol !== 'https:') return false;
    if (isOwnHost.size >= MOST_HOSTS) isOwnHost.clear();
    const isOwn =
      isOwnHost.get(url.hostname) ?? shareFor(RESOLVED_MS, () => isInOwnNetworks(new URL(url.origin), own));
    isOwnHost.set(url.hostname, isOwn);
    return !(await isOwn());
  };

  const exchange = async (url: URL, headers: Record<string, string>, body: string, signal: AbortSignal) => {
    // An address in the URL is connected to without being looked up.
    refuseLiteral(url, own);
    const isEncrypted = url.protocol === 'https:';
    const route = (await isProxied(url))
      ? { agent: agents.proxied }
      : { agent: isEncrypted ? agents.https : agents.http, lookup: guardedLookup(isEncrypted, own) };
    return new Promise<SentAnswer>((resolve, reject) => {
      const request = isEncrypted ? overHttps : overHttp;
      const sent = request(url, {
        ...route,
        method: 'POST',
        headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
        signal,
      });
      sent.once('error', reject);
      // A redirect is an answer like another: following it would lead past every check.
      sent.once('response', (answer) => {
        const { statusCode: status = 0, headers: answered } = answer;
        const retryAfterMs = readRetryAfter(answered['retry-after']);
        beginningOf(answer).then(
          (response) => resolve({ status, error: null, response, retryAfterMs }),
          reject,
        );
      });
      sent.end(body);
    });
  };

  return {
    async send(url, headers, body, signal) {
      try {
        const inTime = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
        return await exchange(new URL(url), headers, body, inTime);
      } catch (error) {
        return {
          status: null,
          error: reasonOf(error as SendError, timeoutMs),
          response: null,
          retryAfterMs: undefined,
        };
      }
    },
    close() {
      agents.http.destroy();
      agents.https.destroy();
      agents.proxied.destroy();
    },
  };
}

interface SendError extends Error {
  code?: string;
  /** Of the proxy's answer. */
  statusCode?: number;
}

/** Where the proxy is concerns nobody who reads the log of deliveries. */
function reasonOf({ name, message, code, statusCode }: SendError, timeoutMs: number): string {
  if (name === 'AbortError' || name === 'TimeoutError') return `no answer within ${timeoutMs} ms`;
  if (code === 'ERR_PROXY_TUNNEL') return `the proxy does not lead there (${statusCode ?? 'no answer'})`;
  return message || name;
}

/** Reads an answer to its end, or as far as anybody needs it. What breaks off has been answered all the same. */
async function beginningOf(answer: IncomingMessage): Promise<string> {
  const read: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of answer) {
      read.push(chunk);
      bytes += chunk.length;
      if (bytes > MOST_READ) break;
    }
  } catch {
    // The status counts.
  }
  const text = Buffer.concat(read)
    .subarray(0, 4 * MOST_KEPT)
    .toString();
  // PostgreSQL stores no NUL, and no half characters.
  return text.replaceAll('\0', '\ufffd').slice(0, MOST_KEPT).toWellFormed();
}
