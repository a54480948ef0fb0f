import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { checkUrl, guardedLookup } from '../../src/outbound/address-guard.ts';
import { isGlobal, readNetworks } from '../../src/outbound/networks.ts';
import { createSender } from '../../src/outbound/send-request.ts';

const none = readNetworks([])!;
const own = readNetworks(['127.0.0.0/8', '10.1.0.0/16'])!;

describe('an address of the open internet', () => {
  test.each(['8.8.8.8', '1.1.1.1', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a00:1450::1'])(
    'is %s',
    (address) => {
      expect(isGlobal(address)).toBe(true);
    },
  );

  test.each([
    ...['0.0.0.0', '10.0.0.1', '100.64.0.1', '127.0.0.1', '127.255.255.255', '169.254.169.254', '172.16.0.1'],
    ...[
      '172.31.255.255',
      '192.0.0.1',
      '192.168.1.1',
      '198.18.0.1',
      '203.0.113.1',
      '224.0.0.1',
      '255.255.255.255',
    ],
    ...[
      '::',
      '::1',
      '::ffff:10.0.0.1',
      '::ffff:a00:1',
      '::ffff:8.8.8.8',
      'fc00::1',
      'fd12::1',
      'fe80::1',
      'ff02::1',
    ],
    ...['64:ff9b::a00:1', '2001::1', '2001:db8::1', '2002:a00:1::1', '100::1'],
  ])('is not %s', (address) => {
    expect(isGlobal(address)).toBe(false);
  });
});

describe('a URL', () => {
  test.each([
    ...[
      'http://169.254.169.254',
      'https://169.254.169.254/latest',
      'https://[::1]',
      'https://2130706433',
      'https://0x7f.1',
    ],
    ...[
      'https://0177.0.0.1',
      'https://127.1',
      'https://127.0.0.1.',
      'https://localhost',
      'https://localhost./',
      'https://foo.localhost/',
      'https://FOO.LOCALHOST./',
      'https://ip6-localhost/',
      'https://localhost.localdomain/',
      'https://1.1.1.1:0/',
      'https://a.invalid:0/',
      'http://localhost:8000',
    ],
    ...[
      'https://[::ffff:10.0.0.1]',
      'https://[::ffff:a00:1]',
      'https://[64:ff9b::a00:1]',
      'http://8.8.8.8',
      'http://a.invalid',
    ],
    ...[
      'https://u:p@1.1.1.1',
      'https://u@1.1.1.1',
      'ftp://1.1.1.1',
      'file:///etc/passwd',
      'javascript:1',
      'nonsense',
    ],
  ])('%s is refused', async (url) => {
    await expect(checkUrl(url, none)).rejects.toThrow(expect.objectContaining({ name: 'RefusedUrl' }));
  });

  test.each(['https://1.1.1.1/hook?a=b', 'https://[2606:4700::1111]:8443/', 'https://a.invalid/comes-later'])(
    '%s is not',
    async (url) => {
      await expect(checkUrl(url, none)).resolves.toBeUndefined();
    },
  );

  test.each(['http://127.0.0.1:9/', 'http://localhost:9/', 'https://10.1.2.3/', 'http://10.1.255.255/'])(
    '%s in a network of our own is not, either',
    async (url) => {
      await expect(checkUrl(url, own)).resolves.toBeUndefined();
      await expect(checkUrl('http://10.2.0.1/', own)).rejects.toThrow();
    },
  );

  it('says in which networks it is as people write them', () => {
    expect(readNetworks(['10.0.0.0/33'])).toBeUndefined();
    expect(readNetworks(['10.0.0.0/8/8'])).toBeUndefined();
    expect(readNetworks(['intranet'])).toBeUndefined();
    expect(readNetworks(['10.0.0.1'])!.check('10.0.0.2')).toBe(false);
  });
});

describe('what is sent', () => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url!);
    response.writeHead(302, { location: '/elsewhere', 'retry-after': '7' }).end('x'.repeat(3_000));
  });
  let port: number;
  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const send = async (url: string, networks = none) => {
    const sender = createSender(networks, 5_000);
    const answer = await sender.send(url, {}, '{}', new AbortController().signal);
    sender.close();
    return answer;
  };

  it('does not reach a private address by its number or by a name that means it by now', async () => {
    for (const host of ['127.0.0.1', '2130706433', 'localhost', '[::ffff:127.0.0.1]'])
      expect(await send(`http://${host}:${port}/`)).toMatchObject({
        status: null,
        error: 'its address is not one of the open internet',
      });
    expect(asked).toEqual([]);
  });

  it('is answered where it may go, in brief, and leads nowhere else', async () => {
    const answer = await send(`http://localhost:${port}/hook`, own);
    expect(answer).toEqual({ status: 302, error: null, response: 'x'.repeat(1_024), retryAfterMs: 7_000 });
    expect(asked).toEqual(['/hook']);
  });

  it('connects to no other address of a name than those that were looked at', async () => {
    const found = new Promise((done) =>
      guardedLookup(false, own)('localhost', { all: true }, (error, addresses) => done(error ?? addresses)),
    );
    expect(await found).toEqual([{ address: '127.0.0.1', family: 4 }]);
  });
});
