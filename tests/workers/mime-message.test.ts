import fc from 'fast-check';
import { expect, it } from 'vitest';
import { mimeMessage } from '../../src/workers/mail/mime-message.ts';

const shop = { name: 'Shop', address: 'shop@shop.example' };
const messageOf = (text: string, html: string) =>
  mimeMessage({ from: shop, to: shop, messageId: '<1@shop.example>', subject: 'Your order', text, html });

const partsOf = (message: string): string[] => message.split(/(?:\r\n)?--=_holdfast(?:--)?\r\n/).slice(1, 3);
const isEncoded = (part: string): boolean => part.includes('Content-Transfer-Encoding: quoted-printable\r\n');

/** As a reader of mail does it (RFC 2045, section 6.7; a page's references as HTML has them). */
function read(part: string): string {
  const body = part.slice(part.indexOf('\r\n\r\n') + 4);
  if (!isEncoded(part)) {
    return body.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
  }
  const bytes = body
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}

/** Text with much of what is special. */
const text = fc.string({
  unit: fc.oneof(fc.constantFrom('.', '=', ' ', '\t', '\r', '\n', '\r\n', 'x'.repeat(74), '£'), fc.string()),
  maxLength: 60,
});

it('text and page come back to the letter, with their line ends as CRLF', () => {
  fc.assert(
    fc.property(text, text, (plain, page) => {
      const expected = [plain, page].map((written) => written.replace(/\r\n?|\n/g, '\r\n'));
      expect(partsOf(messageOf(plain, page)).map(read)).toEqual(expected);
    }),
    { numRuns: 1_000 },
  );
});

it('no line of what is encoded is longer than mail likes, and none ends in anything but CRLF, as spaces or not in ASCII', () => {
  fc.assert(
    fc.property(text, (written) => {
      for (const line of messageOf(written, `${written}\r`).split('\r\n')) {
        expect(line).toMatch(/^[\t\x20-\x7e]{0,76}$/);
        expect(line).not.toMatch(/[ \t]$/);
      }
    }),
    { numRuns: 1_000 },
  );
});

it('a page goes as it is, signs that are not ASCII as references', () => {
  const page = '<p>2 x £4.00, 千, 👍</p>\n.end{}\n\n';
  const [, part = ''] = partsOf(messageOf('', page));
  expect(part).toMatch(/^Content-Transfer-Encoding: 7bit\r\n/m);
  expect(part).toContain('<p>2 x &#163;4.00, &#21315;, &#128077;</p>\r\n.end{}\r\n');
  expect(read(part)).toBe(page.replaceAll('\n', '\r\n'));
});

it.each([
  ['a line that is too long', `${'x'.repeat(999)}\n`],
  ['a line that is too long with its references', `${'千'.repeat(150)}\n`],
  ['blanks at the end of a line', '<p>\t\n</p>\n'],
  ['a line that mailboxes mark', 'From here\n'],
  ['a line that ends the part', '--=_holdfast--\n'],
  ['a line end that is none', 'a\rb\n'],
  ['no line end', 'a'],
  ['a sign whose reference is another', '\u0080\n'],
])('a page is encoded where it has %s', (_, page) => {
  const [, part = ''] = partsOf(messageOf('', page));
  expect(isEncoded(part)).toBe(true);
  expect(read(part)).toBe(page.replace(/\r\n?|\n/g, '\r\n'));
});

it('a page of the longest lines that mail allows goes as it is', () => {
  const [, part = ''] = partsOf(messageOf('', `${'x'.repeat(998)}\n`.repeat(3)));
  expect(isEncoded(part)).toBe(false);
});
