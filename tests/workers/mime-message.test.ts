import fc from 'fast-check';
import { expect, it } from 'vitest';
import { mimeMessage } from '../../src/workers/mail/mime-message.ts';

const shop = { name: 'Shop', address: 'shop@shop.example' };
const messageOf = (text: string, html: string) =>
  mimeMessage({ from: shop, to: shop, messageId: '<1@shop.example>', subject: 'Your order', text, html });

/** The bodies, still encoded. */
const bodiesOf = (message: string): string[] =>
  message
    .split(/(?:\r\n)?--=_holdfast(?:--)?\r\n/)
    .slice(1, 3)
    .map((part) => part.slice(part.indexOf('\r\n\r\n') + 4));

/** As a reader of mail does it (RFC 2045, section 6.7). */
function decode(body: string): string {
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
      expect(bodiesOf(messageOf(plain, page)).map(decode)).toEqual(expected);
    }),
    { numRuns: 1_000 },
  );
});

it('no line is longer than mail allows, and none ends in anything but CRLF, as spaces or not in ASCII', () => {
  fc.assert(
    fc.property(text, (written) => {
      for (const line of messageOf(written, written).split('\r\n')) {
        expect(line).toMatch(/^[\t\x20-\x7e]{0,76}$/);
        expect(line).not.toMatch(/[ \t]$/);
      }
    }),
    { numRuns: 1_000 },
  );
});
