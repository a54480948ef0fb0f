/** RFC 2045, section 6.7: 76 characters, of which the last may have to be the `=` of a soft line break. */
const LINE_LENGTH = 75;
const [TAB, LF, CR, SPACE, DOT, EQUALS] = [0x09, 0x0a, 0x0d, 0x20, 0x2e, 0x3d];
const HEX = Buffer.from('0123456789ABCDEF');

/** Bytes that stand for themselves: printable ASCII but `=`, spaces and tabs. */
const literal = new Uint8Array(256);
for (let byte = SPACE; byte < 0x7f; byte++) literal[byte] = byte === EQUALS ? 0 : 1;
literal[TAB] = 1;

/** Bytes that `encode` writes at most for so many: each as three, and a soft line break for every 25 of them. */
export const encodedLength = (bytes: number): number => 3 * bytes + 3 * Math.ceil(bytes / 24) + 3;

/**
 * Encodes text as quoted-printable into `out`, from `at` on. Its line ends become CRLF, a CR that is none is encoded,
 * and no line begins with a dot: what comes out needs no further care in SMTP (RFC 5321, sections 2.3.8 and 4.5.2).
 *
 * The library's encoder took two thirds of the time of composing a mail (bench/README.md).
 *
 * @returns where the next byte goes
 */
export function encode(text: Buffer, out: Buffer, at: number): number {
  let column = 0;
  for (let n = 0; n < text.length; n++) {
    const byte = text[n] as number;
    const isEnd = byte === LF || (byte === CR && text[n + 1] === LF);
    if (isEnd) {
      if (byte === CR) n++;
      out[at++] = CR;
      out[at++] = LF;
      column = 0;
      continue;
    }
    const next = text[n + 1];
    // White space at the end of a line would be taken for padding on the way.
    const isLast = next === undefined || next === LF || (next === CR && text[n + 2] === LF);
    let plain = literal[byte] === 1 && !(isLast && (byte === SPACE || byte === TAB));
    if (column + (plain ? 1 : 3) > LINE_LENGTH) {
      out[at++] = EQUALS;
      out[at++] = CR;
      out[at++] = LF;
      column = 0;
    }
    if (column === 0 && byte === DOT) plain = false;
    if (plain) {
      out[at++] = byte;
      column += 1;
    } else {
      out[at++] = EQUALS;
      out[at++] = HEX[byte >> 4] as number;
      out[at++] = HEX[byte & 15] as number;
      column += 3;
    }
  }
  return at;
}
