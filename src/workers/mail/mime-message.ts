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

/** In quoted-printable a `=` is never followed by `_`, so this is in no body (RFC 2045, section 6.7). */
const BOUNDARY = '=_holdfast';
const LINE_LENGTH = 76;

/**
 * Writes a mail with a text and an HTML body (RFC 5322, RFC 2046). All of them have this one shape, so they need
 * no general composer: that took several times as long as handing a finished mail over (docs/decisions.md).
 *
 * Names and subject are one line without control characters; addresses and Message-ID are ASCII, and so is what comes
 * out. Every line ends with CRLF.
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
    part('text/plain', message.text),
    part('text/html', message.html),
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

function part(type: string, text: string): string {
  return [
    `--${BOUNDARY}`,
    `Content-Type: ${type}; charset=utf-8`,
    'Content-Transfer-Encoding: quoted-printable',
    '',
    // A line end that is none in SMTP could hide the end of the message (RFC 5321, section 2.3.8).
    wrap(encode(text.replace(/\r\n?|\n/g, '\r\n')), LINE_LENGTH),
  ].join('\r\n');
}
