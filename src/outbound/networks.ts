import { BlockList, isIP, isIPv4 } from 'node:net';

/**
 * What is not global unicast, or leads to what is not (IANA's registries of special-purpose addresses): this host,
 * private networks, carriers' NAT, link-local with the clouds' metadata, documentation, tests, multicast, 6to4, Teredo.
 */
const SPECIAL_IPV4 = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12'],
  ...['192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15'],
  ...['198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
];
const SPECIAL_IPV6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];
/** All that is global of IPv6 lies in it; mapped addresses, NAT64 and unique local ones do not. */
const GLOBAL_IPV6 = '2000::/3';

/** Networks that addresses are looked for in. */
export type Networks = BlockList;

/** @returns undefined where one of them is none: an address, or one with the length of its prefix */
export function readNetworks(list: readonly string[]): Networks | undefined {
  const networks = new BlockList();
  for (const text of list) {
    const [address = '', length, ...more] = text.split('/');
    const family = isIP(address);
    const most = family === 4 ? 32 : 128;
    const prefix = length === undefined ? most : Number(length);
    const isPrefix = length === undefined || (/^\d{1,3}$/.test(length) && prefix <= most);
    if (family === 0 || !isPrefix || more.length > 0) return undefined;
    networks.addSubnet(address, prefix, family === 4 ? 'ipv4' : 'ipv6');
  }
  return networks;
}

const special = readNetworks([...SPECIAL_IPV4, ...SPECIAL_IPV6])!;
const global = readNetworks([GLOBAL_IPV6])!;

export const isIn = (networks: Networks, address: string): boolean =>
  networks.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');

/** Whether an address is one of the open internet. */
export function isGlobal(address: string): boolean {
  if (isIPv4(address)) return !isIn(special, address);
  return isIn(global, address) && !isIn(special, address);
}
