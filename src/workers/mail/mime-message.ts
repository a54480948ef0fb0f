import { encodeWord, encodeWords, foldLines } from 'nodemailer/lib/mime-funcs';
import { encode, encodedLength } from './quoted-printable.ts';

export interface MailAddress {
  readonly name: string;
  readonly address: string;
}

export interface MimeMessage {
  readonly from: MailAddress;
  readonly to: MailAddress;
  readonly messageId: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** In quoted-printable a `=` is never followed by `_`, so this is in no body (RFC 2045, section 6.7). */
const BOUNDARY = '=_holdfast';
const LINE_LENGTH = 76;

/**
 * Writes a mail with a text and an HTML body (RFC 5322, RFC 2046). All of them have this one shape, so they need
 * no general composer: that took several times as long as handing a finished mail over (docs/decisions.md).
 *
 * Names and subject are one line without control characters; addresses and Message-ID are ASCII. Every line ends with CRLF
 * and none begins with a dot, so that the message can go over SMTP as it is.
 */
export function mimeMessage(message: MimeMessage, date = new Date()): Buffer {
  const head = [
    header('From', mailbox(message.from)),
    header('To', mailbox(message.to)),
    header('Subject', encodeWords(message.subject, 'Q', 52)),
    header('Message-ID', message.messageId),
    header('Date', date.toUTCString().replace('GMT', '+0000')),
    // RFC 3834: no out-of-office answers, please.
    header('Auto-Submitted', 'auto-generated'),
    header('MIME-Version', '1.0'),
    header('Content-Type', `multipart/alternative; boundary="${BOUNDARY}"`),
    `\r\n${partHead('text/plain')}`,
  ].join('\r\n');
  const between = `\r\n${partHead('text/html')}`;
  const end = `\r\n--${BOUNDARY}--\r\n`;
  const [text, page] = [Buffer.from(message.text), Buffer.from(message.html)];
  const rest = between.length + end.length + encodedLength(text.length) + encodedLength(page.length);
  // Headers are ASCII (RFC 5322, section 2.2): a byte a character.
  const out = Buffer.allocUnsafe(head.length + rest);
  let at = out.write(head, 'latin1');
  at = encode(text, out, at);
  at += out.write(between, at);
  at = encode(page, out, at);
  at += out.write(end, at);
  return out.subarray(0, at);
}

function header(name: string, value: string): string {
  const line = `${name}: ${value}`;
  return line.length <= LINE_LENGTH ? line : foldLines(line, LINE_LENGTH);
}

function mailbox({ name, address }: MailAddress): string {
  if (name === '') return address;
  const phrase = /^[\x20-\x7e]*$/.test(name)
    ? `"${name.replace(/["\\]/g, '\\$&')}"`
    : encodeWord(name, 'Q', 52);
  return `${phrase} <${address}>`;
}

function partHead(type: string): string {
  return [
    `--${BOUNDARY}`,
    `Content-Type: ${type}; charset=utf-8`,
    'Content-Transfer-Encoding: quoted-printable',
    '',
    '',
  ].join('\r\n');
}
