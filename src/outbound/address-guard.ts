import { type LookupAddress, lookup as resolve } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { withTimeout } from '../async/timeout.ts';
import { isGlobal, isIn, type Networks } from './networks.ts';

/** How long a name may take when an endpoint is saved, in ms; each connection asks again anyway. */
const RESOLVE_MS = 2_000;

/** A URL that nothing is sent to. The message says why, without what a name resolved to. */
export class RefusedUrl extends Error {
  override readonly name = 'RefusedUrl';
}

/** An address that nothing is sent to. */
export class RefusedAddress extends Error {
  override readonly name = 'RefusedAddress';
}

/** Whether something may be sent to an address: what is encrypted to the open internet, all else to our own networks alone. */
const isPermitted = (address: string, isEncrypted: boolean, own: Networks): boolean =>
  isIn(own, address) || (isEncrypted && isGlobal(address));

const REFUSED = 'its address is not one of the open internet';

/** Host of a URL as an address, where it is one: URLs know them as numbers, in octal and in hex, too. */
function literalOf({ hostname }: URL): string | undefined {
  const host = hostname.replace(/^\[|\]$/g, '');
  return isIP(host) === 0 ? undefined : host;
}

/**
 * Refuses what may not be sent to, before anything is sent. A name that does not resolve now passes where it is reached
 * encrypted: every connection is looked at again (guardedLookup), because names change what they mean.
 *
 * @param own networks that WEBHOOK_ALLOW_NETWORKS names
 * @throws {RefusedUrl}
 */
export async function checkUrl(text: string, own: Networks): Promise<void> {
  const url = readUrl(text);
  const isEncrypted = url.protocol === 'https:';
  const literal = literalOf(url);
  const addresses = literal === undefined ? await addressesOf(url.hostname) : [literal];
  if (addresses.length === 0 && isThisMachine(url)) throw refused(REFUSED);
  if (addresses.length === 0 && !isEncrypted) throw refused('http is for networks of your own');
  if (addresses.length > 0 && !addresses.some((address) => isPermitted(address, isEncrypted, own)))
    throw refused(
      isEncrypted || !addresses.every(isGlobal) ? REFUSED : 'https is needed for the open internet',
    );
}

function readUrl(text: string): URL {
  if (!URL.canParse(text)) throw refused('it is no URL');
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refused('it is neither https nor http');
  if (url.port === '0') throw refused('nothing listens on port 0');
  if (url.username !== '' || url.password !== '') throw refused('it has a login in it');
  return url;
}

/**
 * Names of whatever machine resolves them, whether the resolver here knows them or not: RFC 6761, the /etc/hosts of the
 * common systems, and the metadata of clouds.
 */
const isThisMachine = ({ hostname }: URL): boolean =>
  /^((.+\.)?(localhost|localdomain)|(.+\.)?local(host|domain)[46]|ip6-(local(host|net)|loopback|mcastprefix|all(nodes|routers|hosts))|broadcasthost|metadata\.(google\.internal|goog)|instance-data(\.ec2\.internal)?)\.?$/.test(
    hostname,
  );

const refused = (why: string): RefusedUrl => new RefusedUrl(why);

async function addressesOf(name: string): Promise<string[]> {
  const found = new Promise<LookupAddress[]>((done, fail) =>
    resolve(name, { all: true }, (error, addresses) => (error ? fail(error) : done(addresses))),
  );
  const addresses = await withTimeout(RESOLVE_MS, found).catch(() => []);
  return addresses.map(({ address }) => address);
}

/** @throws {RefusedAddress} for a URL whose host is an address: `lookup` is not called for it */
export function refuseLiteral(url: URL, own: Networks): void {
  const literal = literalOf(url);
  if (literal !== undefined && !isPermitted(literal, url.protocol === 'https:', own))
    throw new RefusedAddress(REFUSED);
}

/**
 * Whether a receiver lies in networks of our own; all others are reached through the proxy, which is told the name and
 * resolves it. What the name means here is looked at as far as it is known here.
 *
 * @throws {RefusedAddress} for what means nothing that may be sent to, and for a name of whatever machine resolves it
 */
export async function isInOwnNetworks(url: URL, own: Networks): Promise<boolean> {
  const literal = literalOf(url);
  const addresses = literal === undefined ? await addressesOf(url.hostname) : [literal];
  if (addresses.some((address) => isIn(own, address))) return true;
  const isRefused = addresses.length === 0 ? isThisMachine(url) : !addresses.some(isGlobal);
  if (isRefused) throw new RefusedAddress(REFUSED);
  return false;
}

/** Resolves a name for one connection, and hands on those of its addresses that may be connected to. */
export function guardedLookup(isEncrypted: boolean, own: Networks): LookupFunction {
  return (name, options, done) => {
    resolve(name, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, '', 0);
      const permitted = addresses.filter(({ address }) => isPermitted(address, isEncrypted, own));
      const first = permitted[0];
      if (!first) return done(new RefusedAddress(REFUSED), '', 0);
      if (options.all) done(null, permitted);
      else done(null, first.address, first.family);
    });
  };
}
