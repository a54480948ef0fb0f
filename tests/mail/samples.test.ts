import { describe, expect, it } from 'vitest';
import { sampleMails } from '../../src/mail/samples.ts';
import { textOf } from '../api/admin/operator.ts';

const shop = { name: 'Tea & Co', address: 'orders@shop.example' };
const link = 'https://shop.example/orders/1?a=b&c=d';

describe.each(sampleMails.map((sample) => [sample.id, sample] as const))('the mail %s', (_, sample) => {
  const mail = sample.write({ shop, link });
  const bodies = [mail.text, textOf(mail.html.replace(/<head>.*<\/head>/s, ''))];

  it('names the shop, the reader, the order and where to look at it, in text and HTML', () => {
    for (const body of bodies)
      for (const part of [
        'Tea & Co',
        'orders@shop.example',
        'Hello Ada Lovelace,',
        sample.order.number,
        sample.order.id,
      ])
        expect(body).toContain(part);
    expect(mail.text).toContain(`Look at the order: ${link}`);
    expect(mail.html).toContain('href="https://shop.example/orders/1?a=b&amp;c=d"');
    expect(mail.subject).toContain(sample.order.number);
    expect(mail.subject).toContain(sample.order.id);
  });

  it('says the same in text as in HTML', () => {
    const words = (body: string) =>
      new Set(
        body
          .replaceAll('×', 'x')
          .replaceAll('&times;', 'x')
          .match(/[\p{L}\p{N}£]{2,}[\p{L}\p{N}.,£]*\b/gu),
      );
    const [text, html] = bodies.map((body) => words(body!));
    expect([...html!].filter((word) => !text!.has(word))).toEqual([]);
  });

  it('says nothing that is no word, and loads nothing', () => {
    for (const body of bodies) expect(body).not.toMatch(/undefined|null|NaN|\[object/);
    expect(mail.html).not.toMatch(/<(?:img|script|link|iframe)\b|url\(/);
  });
});
