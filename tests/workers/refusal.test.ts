import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createMailer, type Mailer } from '../../src/workers/mail/mailer.ts';
import { PermanentError } from '../../src/workers/processor.ts';
import { type MailServer, startMailServer } from './mail-server.ts';

let server: MailServer;
let mailer: Mailer;
beforeAll(async () => {
  server = await startMailServer();
  mailer = mailerTo(server.url);
});
afterEach(() => server.refuse(undefined));
afterAll(async () => {
  mailer.close();
  await server.close();
});

const mailerTo = (smtpUrl: string) =>
  createMailer({ smtpUrl, mailFrom: 'Shop <orders@shop.example>', maxConnections: 1 });

/** What comes of a mail: taken, tried again, or refused for good. */
async function fate(by: Mailer, address = 'ada@example.com'): Promise<'taken' | 'again' | 'for good'> {
  const mail = { messageId: '<1@shop.example>', subject: 'S', text: 'T', html: '<p>H</p>' };
  try {
    await by.send({ ...mail, to: { name: 'Ada', address } }, AbortSignal.timeout(60_000));
    return 'taken';
  } catch (error) {
    expect((error as Error).message).not.toContain(address);
    return error instanceof PermanentError ? 'for good' : 'again';
  }
}

describe('a mail is refused for good only where the server says that the address is none', () => {
  it.each([
    [550, '5.1.1 <ADDRESS> no such user'],
    [550, '5.1.0 Address rejected'],
    [550, '#5.1.1 bad destination mailbox'],
    [550, '5.1.2 Domain not found'],
    [553, '5.1.3 Bad address syntax'],
    [551, '5.1.6 The mailbox has moved'],
    [556, '5.1.10 The domain accepts no mail'],
    [550, '5.4.4 Unable to route: no host for this domain'],
    [550, 'no such user'],
    [550, 'Unrouteable address'],
    [550, '<ADDRESS>: Recipient unknown'],
    [551, 'User not local'],
    [553, 'Mailbox name is not one'],
    [550, 'sorry, no mailbox here by that name (#5.1.1)'],
  ])('%i %s', async (code, words) => {
    server.refuse({ at: 'recipient', code, words });
    expect(await fate(mailer)).toBe('for good');
  });

  it('also where the address itself has words or digits of something else', async () => {
    server.refuse({ at: 'recipient', code: 550, words: 'ADDRESS unknown' });
    expect(await fate(mailer, 'relay.policy@example.com')).toBe('for good');
    expect(await fate(mailer, '4.2.2@example.com')).toBe('for good');
  });
});

describe('everything else is tried again', () => {
  it.each([
    [552, '5.2.2 mailbox full'],
    [550, '5.2.2 <ADDRESS> over quota'],
    [552, 'Mailbox full'],
    [550, 'mailbox is full'],
    [550, '5.2.1 Mailbox disabled for now'],
    [550, '4.2.1 later'],
    [521, '5.3.2 host accepts no mail now'],
    [550, '5.1.8 Bad sender: its domain is not known'],
    [550, '5.1.7 Bad sender address'],
    [554, '5.7.1 Relay access denied'],
    [550, '5.7.26 Unauthenticated mail'],
    [550, 'relay not permitted'],
    [550, 'Administrative prohibition'],
    [550, 'Sender verify failed'],
    [553, 'sorry, that domain is not in my list of allowed rcpthosts (#5.7.1)'],
    [550, '192.0.2.1 is listed at dnsbl.example'],
    [554, 'no'],
    [503, 'bad sequence'],
    [530, 'Authentication required'],
    [421, '4.3.2 shutting down'],
    [450, '4.2.0 greylisted, come back in a minute'],
    [451, 'local error'],
    [452, '4.5.3 too many recipients'],
  ])('%i %s, as an answer to the recipient', async (code, words) => {
    server.refuse({ at: 'recipient', code, words });
    expect(await fate(mailer)).toBe('again');
    server.refuse(undefined);
    expect(await fate(mailer)).toBe('taken');
  });

  it.each(['connection', 'sender', 'data'] as const)('550 5.1.1, as an answer to the %s', async (at) => {
    const first = mailerTo(server.url);
    onTestFinished(() => first.close());
    server.refuse({ at, code: 550, words: '5.1.1 no' });
    expect(await fate(first)).toBe('again');
    server.refuse(undefined);
    expect(await fate(first)).toBe('taken');
  });

  it('a login that is refused', async () => {
    const strict = await startMailServer(0, {
      authOptional: false,
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      onAuth: (_auth, _session, callback) =>
        callback(Object.assign(new Error('5.7.8 bad credentials'), { responseCode: 535 })),
    });
    onTestFinished(() => strict.close());
    const locked = mailerTo(strict.url.replace('//', '//user:password@'));
    onTestFinished(() => locked.close());
    expect(await fate(locked)).toBe('again');
  });

  it('a connection that is cut at the recipient', async () => {
    const cutting = createServer((socket) => {
      socket.on('error', () => {});
      socket.write('220 here\r\n');
      socket.on('data', (command) => {
        if (/RCPT TO/i.test(String(command))) socket.destroy();
        else socket.write('250 fine\r\n');
      });
    }).listen(0, '127.0.0.1');
    await once(cutting, 'listening');
    const cut = mailerTo(`smtp://127.0.0.1:${(cutting.address() as AddressInfo).port}`);
    onTestFinished(() => {
      cut.close();
      cutting.close();
    });
    expect(await fate(cut)).toBe('again');
  });
});

it('a server that knows no EHLO is sent its mail', async () => {
  const old = await startMailServer(0, { disabledCommands: ['EHLO', 'STARTTLS', 'AUTH'] });
  onTestFinished(() => old.close());
  const patient = mailerTo(old.url);
  onTestFinished(() => patient.close());
  expect(await fate(patient)).toBe('taken');
});
