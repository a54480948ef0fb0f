import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encode, encodedLength } from '../../src/workers/mail/quoted-printable.ts';

function encoded(text: string): string {
  const bytes = Buffer.from(text);
  const out = Buffer.alloc(encodedLength(bytes.length), '!');
  return out.toString('latin1', 0, encode(bytes, out, 0));
}

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

it('comes back to the letter, with its line ends as CRLF', () => {
  fc.assert(
    fc.property(text, (written) => {
      expect(decode(encoded(written))).toBe(written.replace(/\r?\n/g, '\r\n'));
    }),
    { numRuns: 2_000 },
  );
});

it('writes lines that any mail server takes as they are', () => {
  fc.assert(
    fc.property(text, (written) => {
      for (const line of encoded(written).split('\r\n')) {
        expect(line).toMatch(/^[\t\x20-\x7e]{0,76}$/);
        expect(line).not.toMatch(/^\.|[ \t]$/);
      }
    }),
    { numRuns: 2_000 },
  );
});

it('never writes more than it said', () => {
  fc.assert(
    fc.property(fc.constantFrom('=', '.', '\n', 'x', '£', '= \n'), fc.nat(500), (unit, times) => {
      const bytes = Buffer.from(unit.repeat(times));
      const room = encodedLength(bytes.length);
      expect(encode(bytes, Buffer.alloc(room), 0)).toBeLessThanOrEqual(room);
    }),
  );
});
