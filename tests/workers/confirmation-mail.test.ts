import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { confirmationMail, type PlacedOrder } from '../../src/mail/confirmation-mail.ts';
import { formatMoney } from '../../src/markup/format-money.ts';
import { orderNumber } from '../../src/orders/order-number.ts';
import { createMailer, type Mailer } from '../../src/workers/mail/mailer.ts';
import { PermanentError } from '../../src/workers/processor.ts';
import { plainCosts } from '../setup/costs.ts';
import { type MailServer, startMailServer } from './mail-server.ts';

const order: PlacedOrder = {
  id: '0198c0de-0000-7000-8000-000000000001',
  number: orderNumber('0198c0de-0000-7000-8000-000000000001'),
  captured: 0,
  deliverTo: [],
  ...plainCosts(400_800),
  currency: 'GBP',
  placedAt: new Date('2026-11-22T18:23:00Z'),
  customer: { email: 'ada@example.com', name: '<script>alert(1)</script>' },
  items: [
    {
      sku: 'MUG"1',
      name: 'Mug <img src=x onerror=alert(1)> & Co',
      unitPrice: 400_000,
      quantity: 1,
      lineTotal: 400_000,
    },
    { sku: 'PEN', name: 'Pen', unitPrice: 400, quantity: 2, lineTotal: 800 },
  ],
};

const shop = { name: 'Tea & Co', address: 'orders@shop.example' };

describe('the confirmation mail', () => {
  const link = `https://shop.example/orders/${order.id}`;
  const number = orderNumber(order.id);
  const mail = confirmationMail(order, { shop, link });
  const said = (page: string) => page.replaceAll('&times;', 'x').replaceAll('&amp;', '&');

  it('shows every item with quantity, price and sum, the total and the link, in text and HTML', () => {
    for (const body of [mail.text, said(mail.html)]) {
      for (const part of ['Pen', 'PEN', '2 x £4.00', '£8.00', '£4,008.00', '22 November 2026 at 18:23 UTC']) {
        expect(body).toContain(part);
      }
      expect(body).toContain(link);
    }
  });

  it('names the shop, the order as people say it and as the API does, and what happens next', () => {
    for (const body of [mail.text, said(mail.html)]) {
      for (const part of [number, order.id, 'Tea & Co', 'orders@shop.example', 'What happens next']) {
        expect(body).toContain(part);
      }
    }
    expect(mail.subject).toContain(number);
    expect(mail.subject).toContain(order.id);
  });

  it('shows what comes off and on top, what is to be paid, and the tax in it', () => {
    const costs = {
      itemsTotal: 400_800,
      discounts: [{ label: '<b>TEN</b>', amount: 40_080 }],
      charges: [{ label: 'Parcel & more', amount: 495 }],
      taxes: [
        { rate: 200_000, amount: 60_203 },
        { rate: 26_000, amount: 1 },
      ],
      total: 361_215,
    };
    const mails = [true, false].map((pricesIncludeTax) =>
      confirmationMail({ ...order, ...costs, pricesIncludeTax }, { shop, link }),
    );
    const sums = (body: string) => [...body.matchAll(/^(.+): +(-?£.+)$/gm)].map(([, ...line]) => line);
    const [items, off, on] = [
      ['Items', '£4,008.00'],
      ['<b>TEN</b>', '-£400.80'],
      ['Parcel & more', '£4.95'],
    ];
    const total = ['Total', '£3,612.15'];
    expect(sums(mails[0]!.text)).toEqual([
      items,
      off,
      on,
      total,
      ['Includes 20 % tax', '£602.03'],
      ['Includes 2.6 % tax', '£0.01'],
    ]);
    expect(sums(mails[1]!.text)).toEqual([
      items,
      off,
      on,
      ['Tax 20 %', '£602.03'],
      ['Tax 2.6 %', '£0.01'],
      total,
    ]);
    for (const { html } of mails) {
      const cells = [...html.matchAll(/<td[^>]*>([^<]*)<\/td>/g)].map(([, cell]) => cell);
      for (const part of ['&lt;b&gt;TEN&lt;/b&gt;', '-£400.80', 'Parcel &amp; more', '£602.03'])
        expect(cells).toContain(part);
    }
    expect(sums(mail.text)).toEqual([['Total', '£4,008.00']]);
  });

  it('escapes everything that people have written', () => {
    expect(mail.html).not.toMatch(/<script|<img|"1</);
    expect(mail.html).toContain('Mug &lt;img src=x onerror=alert(1)&gt; &amp; Co');
    expect(mail.html).toContain('MUG&quot;1');
    expect(mail.html).toContain('Tea &amp; Co');
  });

  it('has neither a button nor an address where the order can be looked at nowhere', () => {
    const plain = confirmationMail(order, { shop, link: undefined });
    expect(plain.html).not.toContain('href');
    expect(plain.html + plain.text).not.toMatch(/Look at|https?:|undefined/);
  });
});

describe('the greeting', () => {
  const greets = (name: string) =>
    confirmationMail(
      { ...order, customer: { ...order.customer, name } },
      { shop, link: undefined },
    ).text.split('\n', 1)[0];

  it.each([
    'Ada Lovelace',
    "Sinéad O'Connor-Nuñez",
    'J.R.R. Tolkien',
    'Dr. Łukasz Wiśniewski Jr.',
    'María del Carmen de la Cruz García',
    '山田 太郎',
    'محمد بن سلمان',
    'Smith & Sons (Leeds)',
    'Henry 8',
  ])('names %s', (name) => {
    expect(greets(name)).toBe(`Hello ${name},`);
  });

  it.each([
    'YOU WON: collect 500 GBP at https://evil.example/now',
    'collect at evil.example',
    'www evil example',
    'WWW.EVIL.EXAMPLE',
    'ｗｗｗ evil example',
    'ｅｖｉｌ．ｅｘａｍｐｌｅ',
    'evil。example',
    'evil.example/now',
    'win@evil.example',
    'call 0800 123456',
    'a name that goes on and on to say what a mail would say',
    'X'.repeat(61),
    '=?utf-8?q?evil?=',
    '<b>You won</b>',
    '\u202emoc.live',
    'Ada\r\nhttps',
  ])('does not carry a text of a stranger’s own: %j', (name) => {
    expect(greets(name)).toBe('Hello,');
  });
});

describe('money', () => {
  it.each([
    [1_999, 'GBP', '£19.99'],
    [5, 'GBP', '£0.05'],
    [0, 'EUR', '€0.00'],
    [1_999, 'JPY', 'JP¥1,999'],
    [1_999, 'KWD', 'KWD 1.999'],
    [Number.MAX_SAFE_INTEGER, 'GBP', '£90,071,992,547,409.91'],
  ])('%i minor units of %s are %s, to the last digit', (minorUnits, currency, text) => {
    expect(formatMoney(minorUnits, currency).replace(/\u00a0/g, ' ')).toBe(text);
  });
});

describe('the mailer', () => {
  let server: MailServer;
  let mailer: Mailer;
  const signal = AbortSignal.timeout(60_000);
  const mail = {
    messageId: '<order-1.confirmation@shop.example>',
    subject: 'S',
    text: 'T',
    html: '<p>H</p>',
  };

  beforeAll(async () => {
    server = await startMailServer();
    mailer = createMailer({ smtpUrl: server.url, mailFrom: 'Shop <orders@shop.example>', maxConnections: 2 });
  });
  afterEach(() => server.refuseRecipients(undefined));
  afterAll(async () => {
    mailer.close();
    await server.close();
  });

  it('hands over both bodies under the given Message-ID', async () => {
    await mailer.send({ ...mail, to: { name: 'Ada', address: 'ada@example.com' } }, signal);
    const received = server.mails.at(-1);
    expect(received).toMatchObject({
      messageId: mail.messageId,
      from: { name: 'Shop', address: 'orders@shop.example' },
      to: [{ name: 'Ada', address: 'ada@example.com' }],
      envelope: { from: 'orders@shop.example', to: ['ada@example.com'] },
    });
    expect(received?.text?.trim()).toBe('T');
    expect(received?.html?.trim()).toBe('<p>H</p>');
  });

  it('lets no name start a header or add a recipient', async () => {
    const name = 'Ada\r\nBcc: eve@example.com\r\nX-Evil: 1, "Eve" <eve@example.com>';
    await mailer.send({ ...mail, to: { name, address: 'ada@example.com' } }, signal);
    const received = server.mails.at(-1);
    expect(received?.envelope.to).toEqual(['ada@example.com']);
    expect(received?.bcc).toBeUndefined();
    expect(received?.headers.map((header) => header.key)).not.toContain('x-evil');
    expect(received?.to).toHaveLength(1);
  });

  it.each([
    ['Ada "the first" Lovelace, \\ Countess', 'ada@example.com'],
    ['Zoë Müller-Łukasiewicz 🚀', 'zoe@example.com'],
    ['名前'.repeat(60), 'name@example.com'],
    ['', 'nobody@example.com'],
  ])('keeps the name %j, whatever it is written with', async (name, address) => {
    await mailer.send({ ...mail, to: { name, address } }, signal);
    const received = server.mails.at(-1);
    expect(received?.to).toEqual([{ name, address }]);
    expect(received?.envelope.to).toEqual([address]);
  });

  it('keeps both bodies to the letter: long lines, dots, equals signs, other scripts, line breaks', async () => {
    const text = ['.', '..two', 'a=b=3D', '£4.00 – ü 🚀', 'x'.repeat(500), 'space ', '\ttab', ''].join('\n');
    const html = `<p style="a=b">${'<b>ü</b> '.repeat(200)}</p>`;
    await mailer.send({ ...mail, text, html, to: { name: 'Ada', address: 'ada@example.com' } }, signal);
    const received = server.mails.at(-1);
    expect(received?.text?.replaceAll('\r\n', '\n').trimEnd()).toBe(text.trimEnd());
    expect(received?.html?.trimEnd()).toBe(html);
    expect(received?.subject).toBe('S');
    expect(Date.parse(received?.date ?? '')).toBeGreaterThan(Date.now() - 60_000);
  });

  it.each([
    'a@b.example\r\nRCPT TO:<eve@example.com>',
    'a@b.example, eve@example.com',
    'a b@c.example',
    '<a@b.example>',
  ])('sends nothing to an address that is none: %j', async (address) => {
    const before = server.mails.length;
    await expect(mailer.send({ ...mail, to: { name: '', address } }, signal)).rejects.toThrow(PermanentError);
    expect(server.mails).toHaveLength(before);
  });

  it.each([
    [550, '5.1.1', true],
    [553, '5.1.3', true],
    [554, '5.7.1', false],
    [450, '4.2.1', false],
    [421, '4.3.2', false],
  ])(
    'takes an answer %i %s to the address as final: %s, and never quotes the address',
    async (code, reason, final) => {
      server.refuseRecipients(code, reason);
      const sent = mailer.send({ ...mail, to: { name: 'Ada', address: 'ada@example.com' } }, signal);
      const error: Error = await sent.then(
        () => expect.fail('taken'),
        (reason) => reason,
      );
      expect(error instanceof PermanentError).toBe(final);
      expect(error.message).not.toContain('ada@example.com');
    },
  );

  it('refuses a MAIL_FROM that is no address', () => {
    expect(() => createMailer({ smtpUrl: server.url, mailFrom: 'Shop', maxConnections: 1 })).toThrow(
      'MAIL_FROM',
    );
  });
});
