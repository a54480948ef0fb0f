import { encodeWord, encodeWords, foldLines } from 'nodemailer/lib/mime-funcs';
import { encode, wrap } from 'nodemailer/lib/qp';

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

/** In quoted-printable a `=` is never followed by `_`, so this is in no such body (RFC 2045, section 6.7). */
const BOUNDARY = '=_holdfast';
const LINE_LENGTH = 76;

/**
 * Lines that mail carries as they are (RFC 5322, section 2.1.1), none of them a boundary, or one that relays change:
 * `From ` is marked, and what is blank at the end is cut off.
 */
const plainLines = /^(?:(?!--|From )(?:[\t\x20-\x7e]{0,997}[\x21-\x7e])?\n)+$/;
/** What is not ASCII, but for control characters: as references they would be others. */
const foreign = /[^\0-\x9f]/gu;

/**
 * Writes a mail with a text and an HTML body (RFC 5322, RFC 2046). All of them have this one shape, so they need
 * no general composer: that took several times as long as handing a finished mail over (docs/decisions.md).
 *
 * Names and subject are one line without control characters; addresses and Message-ID are ASCII, and so is what comes
 * out. Every line ends with CRLF.
 *
 * A page goes as it is, what is not ASCII as character references: encoding it took half of what a message takes. Where
 * a line of it could suffer on the way, it is encoded as the text is.
 */
export function mimeMessage(message: MimeMessage, date = new Date()): string {
  return [
    header('From', mailbox(message.from)),
    header('To', mailbox(message.to)),
    header('Subject', encodeWords(message.subject, 'Q', 52)),
    header('Message-ID', message.messageId),
    header('Date', date.toUTCString().replace('GMT', '+0000')),
    // RFC 3834: no out-of-office answers, please.
    header('Auto-Submitted', 'auto-generated'),
    header('MIME-Version', '1.0'),
    header('Content-Type', `multipart/alternative; boundary="${BOUNDARY}"`),
    '',
    encodedPart('text/plain', message.text),
    page(message.html),
    `--${BOUNDARY}--`,
    '',
  ].join('\r\n');
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

function page(html: string): string {
  const ascii = html.replace(foreign, (character) => `&#${character.codePointAt(0)};`);
  if (!plainLines.test(ascii)) return encodedPart('text/html', html);
  return part('text/html', '7bit', ascii.replaceAll('\n', '\r\n'));
}

function encodedPart(type: string, text: string): string {
  // A line end that is none in SMTP could hide the end of the message (RFC 5321, section 2.3.8).
  const body = wrap(encode(text.replace(/\r\n?|\n/g, '\r\n')), LINE_LENGTH);
  return part(type, 'quoted-printable', body);
}

function part(type: string, encoding: '7bit' | 'quoted-printable', body: string): string {
  return [
    `--${BOUNDARY}`,
    `Content-Type: ${type}; charset=utf-8`,
    `Content-Transfer-Encoding: ${encoding}`,
    '',
    body,
  ].join('\r\n');
}
