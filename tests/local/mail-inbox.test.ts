import { readdirSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import nodemailer from 'nodemailer';
import { expect, onTestFinished, test } from 'vitest';
import { type MailInbox, startMailInbox } from '../../src/local/mail-inbox.ts';
import { MailStore, type MailSummary } from '../../src/local/mail-store.ts';
import { dataFolder } from './folder.ts';

async function openInbox(
  folder = join(dataFolder().dataDir, 'mail'),
): Promise<MailInbox & { folder: string }> {
  const inbox = await startMailInbox(folder, { web: 0, smtp: 0 });
  onTestFinished(() => inbox.stop());
  return { ...inbox, folder };
}

async function send(inbox: MailInbox, mail: object): Promise<void> {
  const transport = nodemailer.createTransport(inbox.smtpUrl);
  await transport.sendMail({ from: 'Shop <shop@holdfast.example>', to: 'ann@example.org', ...mail });
  transport.close();
}

const text = async (url: string) => (await fetch(url)).text();
async function messages(inbox: MailInbox, query = ''): Promise<{ items: MailSummary[]; total: number }> {
  const answer = await fetch(`${inbox.webUrl}/api/messages?query=${encodeURIComponent(query)}`);
  return (await answer.json()) as { items: MailSummary[]; total: number };
}

test('a mail sent over SMTP is on the page, newest first, and in a file', async () => {
  const inbox = await openInbox();
  await send(inbox, { subject: 'First', text: 'one' });
  await send(inbox, { subject: 'Zweite – größer', text: 'two', messageId: '<second@holdfast.example>' });

  const page = await text(inbox.webUrl);
  expect(page.indexOf('Zweite – größer')).toBeGreaterThan(0);
  expect(page.indexOf('Zweite – größer')).toBeLessThan(page.indexOf('First'));
  const { items, total } = await messages(inbox);
  expect(total).toBe(2);
  expect(items[0]).toMatchObject({
    subject: 'Zweite – größer',
    to: ['ann@example.org'],
    from: 'Shop <shop@holdfast.example>',
    messageId: '<second@holdfast.example>',
  });
  expect(readdirSync(inbox.folder).filter((file) => file.endsWith('.eml'))).toHaveLength(2);
});

test('finds mails by their words, deletes all of them, and keeps them over a restart', async () => {
  const inbox = await openInbox();
  for (const subject of ['Order one', 'Order two', 'Refund']) await send(inbox, { subject, text: 'x' });
  expect((await messages(inbox, 'order TWO')).items).toHaveLength(1);
  expect((await messages(inbox, 'order')).total).toBe(2);
  expect(await text(`${inbox.webUrl}/?query=refund`)).not.toContain('Order one');

  const again = await openInbox(inbox.folder);
  expect((await messages(again)).total).toBe(3);
  expect((await fetch(`${again.webUrl}/api/messages`, { method: 'DELETE' })).status).toBe(204);
  expect((await messages(again)).total).toBe(0);
});

test('a hostile mail stays text: escaped on our page, sandboxed on its own', async () => {
  const inbox = await openInbox();
  const evil = '<script>alert(1)</script><img src=x onerror=alert(2)>';
  await send(inbox, {
    subject: evil,
    text: evil,
    html: `<h1>Hi</h1>${evil}`,
    from: `"${evil}" <a@example.org>`,
  });
  const id = (await messages(inbox)).items[0]?.id;

  for (const path of [
    '/',
    `/messages/${id}`,
    `/messages/${id}?view=text`,
    `/?query=${encodeURIComponent(evil)}`,
  ]) {
    const answer = await fetch(inbox.webUrl + path);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    const page = await answer.text();
    expect(page).not.toContain('<script>alert');
    expect(page).not.toContain('<img src=x');
  }
  expect(await text(`${inbox.webUrl}/messages/${id}`)).toMatch(/<iframe [^>]*sandbox="allow-popups[^"]*"/);
  const framed = await fetch(`${inbox.webUrl}/api/messages/${id}/html`);
  expect(await framed.text()).toContain('<h1>Hi</h1>');
  const policy = framed.headers.get('content-security-policy') ?? '';
  expect(policy).toContain('sandbox');
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/script-src|allow-scripts|allow-same-origin/);
  expect((await fetch(`${inbox.webUrl}/api/messages/${id}/raw`)).headers.get('content-type')).toContain(
    'text/plain',
  );
});

test('another site can neither read nor delete', async () => {
  const inbox = await openInbox();
  await send(inbox, { subject: 'Mine', text: 'x' });
  const foreign = await fetch(`${inbox.webUrl}/api/messages`, {
    method: 'DELETE',
    headers: { origin: 'http://evil.example' },
  });
  expect(foreign.status).toBe(403);
  const rebound = await new Promise<number | undefined>((resolve, reject) => {
    request(inbox.webUrl, { headers: { host: 'evil.example' } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    })
      .once('error', reject)
      .end();
  });
  expect(rebound).toBe(421);
  expect((await messages(inbox)).total).toBe(1);
});

test('unknown mails and methods are answered, not thrown', async () => {
  const inbox = await openInbox();
  for (const path of ['/messages/1234567890123-0000', '/api/messages/..%2f..%2fsecrets', '/nothing']) {
    expect((await fetch(inbox.webUrl + path)).status).toBe(404);
  }
  expect((await fetch(`${inbox.webUrl}/`, { method: 'POST' })).status).toBe(405);
});

test('older mails are a page away, with the search kept in the address', async () => {
  const folder = join(dataFolder().dataDir, 'mail');
  const store = await MailStore.open(folder);
  for (let n = 1; n <= 120; n++) {
    const subject = n % 2 === 0 ? `Refund ${n}` : `Order ${n}`;
    await store.add(Buffer.from(`Subject: ${subject}\r\nTo: a@example.org\r\n\r\nx\r\n`));
  }
  const inbox = await openInbox(folder);
  const linkOf = (page: string, rel: string) =>
    new RegExp(`<a rel="${rel}" href="([^"]+)"`).exec(page)?.[1]?.replaceAll('&amp;', '&');

  const seen: string[] = [];
  let next: string | undefined = '/';
  for (let pages = 0; next !== undefined && pages < 10; pages++) {
    const page: string = await text(inbox.webUrl + next);
    seen.push(...[...page.matchAll(/(?:Order|Refund) \d+/g)].map(([subject]) => subject));
    next = linkOf(page, 'next');
  }
  expect(seen).toEqual(
    Array.from({ length: 120 }, (_, n) => `${n % 2 === 0 ? 'Refund' : 'Order'} ${120 - n}`),
  );

  const found = await text(`${inbox.webUrl}/?query=refund`);
  expect(found).toContain('1 to 50 of 60 mails');
  expect(linkOf(found, 'next')).toBe('/?query=refund&page=2');
  const last = await text(`${inbox.webUrl}/?query=refund&page=2`);
  expect(last).toContain('51 to 60 of 60 mails');
  expect([linkOf(last, 'prev'), linkOf(last, 'next')]).toEqual(['/?query=refund', undefined]);
  expect(last).not.toContain('Order');
  const beyond = await fetch(`${inbox.webUrl}/?query=refund&page=9`);
  expect([beyond.redirected, new URL(beyond.url).search]).toEqual([true, '?query=refund']);
  for (const page of ['0', '-1', '1e999', 'x']) {
    expect(await text(`${inbox.webUrl}/?page=${page}`)).toContain('Refund 120');
  }
});

test('two inboxes live side by side: the second takes the next port', async () => {
  const first = await openInbox();
  const port = Number(new URL(first.webUrl).port);
  const second = await startMailInbox(join(first.folder, 'other'), { web: port, smtp: 0 });
  onTestFinished(() => second.stop());
  expect(Number(new URL(second.webUrl).port)).toBeGreaterThan(port);
});

test('an inbox leaves the ports to others that are theirs', async () => {
  const first = await openInbox();
  const port = Number(new URL(first.webUrl).port);
  const except = [port + 1, port + 2];
  const second = await startMailInbox(join(first.folder, 'other'), { web: port, smtp: port }, except);
  onTestFinished(() => second.stop());
  for (const url of [second.webUrl, second.smtpUrl])
    expect([port, ...except]).not.toContain(Number(new URL(url).port));
});

test('keeps the newest 2,000', async () => {
  const folder = join(dataFolder().dataDir, 'mail');
  const store = await MailStore.open(folder);
  const mail = (i: number) => Buffer.from(`Subject: mail ${i}\r\nTo: a@example.org\r\n\r\nx\r\n`);
  for (let i = 0; i < 2_003; i++) await store.add(mail(i));
  expect(store.count).toBe(2_000);
  expect(readdirSync(folder)).toHaveLength(2_000);
  expect((await store.list('', { limit: 1 })).items[0]?.subject).toBe('mail 2002');
  expect((await store.list('"mail 0"', { limit: 1 })).total).toBe(0);
});
