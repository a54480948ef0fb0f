import { describe, expect, it } from 'vitest';
import { cancelReasons } from '../../src/entities/order-cancellation.entity.ts';
import { type Cancellation, cancelledMail } from '../../src/mail/cancelled-mail.ts';
import type { MailOrder } from '../../src/mail/letter.ts';
import { refundedMail } from '../../src/mail/refunded-mail.ts';
import { returnReceivedMail } from '../../src/mail/return-received-mail.ts';
import { type Shipment, shippedMail } from '../../src/mail/shipped-mail.ts';

const order: MailOrder = {
  id: '0198c0de-0000-7000-8000-000000000001',
  number: '250819-0000-000001',
  currency: 'HUF',
  placedAt: new Date('2026-11-22T18:23:00Z'),
  customer: { email: 'ada@example.com', name: 'Ada' },
  captured: 0,
  deliverTo: [],
};
const settings = { shop: { name: 'Shop', address: 'orders@shop.example' }, link: undefined };
const items = [{ sku: 'MUG"1', name: 'Mug <img src=x>\r\nBcc: eve@example.com', quantity: 2 }];
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('what people have written', () => {
  const shipment: Shipment = {
    carrier: '<b>Post</b>\r\n-- ',
    trackingNumber: '<script>1',
    trackingUrl: 'https://track.example/?n=1&l=en',
    items,
    unitsToCome: 0,
  };

  it('is escaped in HTML, and one line in text', () => {
    const { html, text } = shippedMail(order, shipment, settings);
    expect(html).not.toMatch(/<script|<img|<b>|"1</);
    expect(html).toContain('Mug &lt;img src=x&gt; Bcc: eve@example.com');
    expect(html).toContain('&lt;b&gt;Post&lt;/b&gt;');
    expect(text).toContain('Carrier:         <b>Post</b> --\nTracking number: <script>1\n');
    expect(text).toContain('Mug <img src=x> Bcc: eve@example.com (MUG"1)\n    2 units');
  });

  it('leads to a web page or nowhere', () => {
    const linked = (trackingUrl: string | null) => {
      const { html, text } = shippedMail(order, { ...shipment, trackingUrl }, settings);
      const found = /href="([^"]*)"/.exec(html)?.[1];
      expect(text.includes('Track the parcel')).toBe(found !== undefined);
      return found;
    };
    expect(linked('https://track.example/?n=1&l=en')).toBe('https://track.example/?n=1&amp;l=en');
    expect(linked('http://track.example')).toBe('http://track.example/');
    expect(linked('https://track.example/"onclick="x')).not.toMatch(/"/);
    for (const evil of [
      null,
      '',
      'javascript:alert(1)',
      ' JavaScript:alert(1)',
      'data:text/html,x',
      '//track.example',
      'ftp://track.example',
      'https://bank.example@evil.example/',
      `https://track.example/${'x'.repeat(2_000)}`,
    ])
      expect(linked(evil)).toBeUndefined();
  });
});

describe('a shipment', () => {
  it('says whether more is to come', () => {
    const shipment = { carrier: null, trackingNumber: null, trackingUrl: null, items };
    const whole = shippedMail(order, { ...shipment, unitsToCome: 0 }, settings);
    expect(whole.text).toContain('nothing else is to come');
    expect(whole.text).not.toMatch(/Carrier|Tracking/);
    const part = shippedMail(order, { ...shipment, unitsToCome: 1 }, settings);
    expect(part.subject).toContain('Part of your order is on its way');
    expect(part.text).toContain('The rest of the order (1 unit) will follow.');
  });
});

describe('a cancellation', () => {
  const cancellation: Cancellation = {
    reason: 'customer',
    refund: true,
    amount: 259_800,
    items,
    unitsLeft: 0,
  };
  const text = (over: Partial<Cancellation>, of: Partial<MailOrder> = {}) =>
    plain(cancelledMail({ ...order, ...of }, { ...cancellation, ...over }, settings).text);

  it.each(cancelReasons)('for the reason %s says why in words, and accuses nobody', (reason) => {
    expect(text({ reason })).toMatch(/\nWhy: [A-Z][a-z ,.]+\.\n/i);
    expect(text({ reason })).not.toMatch(/fraud/i);
  });

  it('says what happens with the money, in the decimals of ISO 4217', () => {
    expect(text({})).toContain(
      'Your money: No payment for this order is on record, so nothing is paid back. ' +
        'You need not pay the HUF 2,598.00 any more.',
    );
    expect(text({ refund: false })).toMatch(/so nothing is paid back\.\n/);
    expect(text({}, { captured: 300_000 })).toContain('We pay HUF 2,598.00 back, the way you paid.');
    expect(text({}, { captured: 100_000 })).toContain('We pay HUF 1,000.00 back, the way you paid.');
    expect(text({ refund: false }, { captured: 300_000 })).toContain('Nothing is paid back by itself.');
    expect(text({ refundedBefore: 100_000 }, { captured: 300_000 })).toContain('We pay HUF 1,598.00 back');
    expect(text({ refundedBefore: 259_800 }, { captured: 300_000 })).toContain(
      'We have paid the HUF 2,598.00 back before.',
    );
    expect(text({ amount: 0 })).toContain('there is nothing to pay back');
  });

  it('says what is left of the order', () => {
    expect(text({ unitsLeft: 3 })).toContain('The rest of the order (3 units) stays as it is.');
    expect(text({ unitsLeft: 0 })).not.toContain('The rest');
  });
});

it('a return says what is still to come, and a refund how much was paid back', () => {
  const receipt = { refund: true, amount: 259_800, items };
  const received = returnReceivedMail(order, { ...receipt, unitsAwaited: 2 }, settings);
  expect(received.subject).toContain('We have part of your return');
  expect(received.text).toContain('The rest of this return (2 units).');
  expect(returnReceivedMail(order, { ...receipt, unitsAwaited: 0 }, settings).text).not.toContain('The rest');
  const refunded = refundedMail({ ...order, currency: 'KWD' }, { amount: 1_234 }, settings);
  for (const body of [refunded.subject, refunded.text, refunded.html])
    expect(plain(body)).toContain('KWD 1.234');
  const toSend = refundedMail(order, { amount: 1_710, toSend: true }, settings);
  for (const body of [toSend.subject, toSend.text, toSend.html]) {
    expect(plain(body)).toContain('We pay HUF 17.10 back');
    expect(body).not.toContain('have paid');
  }
});
