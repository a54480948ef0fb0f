import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readNetworks } from '../../src/outbound/networks.ts';
import { createSender, type Sender } from '../../src/outbound/send-request.ts';
import { createAuthority } from '../setup/certificates.ts';
import { openConnectProxy } from '../setup/connect-proxy.ts';

/** Names that mean nothing outside the proxy (RFC 6761). */
const NAME = 'hooks.invalid';
const OTHER = 'elsewhere.invalid';
const authorities = getCACertificates('default');
const received: string[] = [];
const senders: Sender[] = [];
const authority = createAuthority('Tests');
const { certificate: cert, key } = authority.sign(NAME, '127.0.0.1');
const server = createServer({ cert, key }, async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  received.push(body);
  response.writeHead(204).end();
});

let proxy: Awaited<ReturnType<typeof openConnectProxy>>;
let port: number;
beforeAll(async () => {
  setDefaultCACertificates([...authorities, authority.certificate]);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
  proxy = await openConnectProxy({ [`${NAME}:443`]: port });
});
afterAll(async () => {
  for (const sender of senders) sender.close();
  await proxy.close();
  server.closeAllConnections();
  server.close();
  setDefaultCACertificates(authorities);
});

const send = (own: string[], url: string, body: string) => {
  const login = proxy.url.replace('http://', 'http://us%40er:p%20w@');
  const sender = createSender(readNetworks(own)!, 15_000, login);
  senders.push(sender);
  return sender.send(url, {}, body, new AbortController().signal);
};

it('reaches a receiver by its name, which the proxy resolves, with TLS from end to end', async () => {
  expect(await send([], `https://${NAME}/orders`, 'through')).toMatchObject({ status: 204, error: null });
  expect(received.splice(0)).toEqual(['through']);
  const login = `Basic ${Buffer.from('us@er:p w').toString('base64')}`;
  expect(proxy.asked.splice(0)).toEqual([{ target: `${NAME}:443`, login }]);
  expect(proxy.passed()).not.toContain('through');
});

it('reaches networks of its own without the proxy', async () => {
  expect(await send(['127.0.0.0/8'], `https://127.0.0.1:${port}`, 'beside')).toMatchObject({ status: 204 });
  expect(await send(['127.0.0.0/8'], `https://localhost:${port}`, 'beside')).toMatchObject({ status: null });
  expect([received.splice(0), proxy.asked]).toEqual([['beside'], []]);
});

it('does not ask the proxy for what is known to lead into private networks', async () => {
  const urls = ['https://10.0.0.1', 'https://[::ffff:a00:1]', 'https://localhost', 'https://shop.localhost'];
  // Of the machine that the proxy runs on, where they mean nothing here.
  const names = [
    'ip6-localhost',
    'IP6-LOOPBACK.',
    'localhost.localdomain',
    'localhost6.localdomain6',
    'localhost4',
  ];
  for (const name of [...names, 'broadcasthost', 'metadata.google.internal', 'instance-data'])
    urls.push(`https://${name}`);
  for (const url of [...urls, `http://${NAME}`])
    expect(await send([], url, 'nowhere')).toMatchObject({ status: null, error: expect.any(String) });
  expect([received, proxy.asked]).toEqual([[], []]);
});

it('says that the proxy does not lead there, and not where the proxy is', async () => {
  const answer = await send([], `https://${OTHER}`, 'refused');
  expect(answer).toMatchObject({ status: null, error: 'the proxy does not lead there (403)' });
  expect([proxy.asked.splice(0).length, received]).toEqual([1, []]);
});
