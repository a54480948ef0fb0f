/** What nodemailer tells of a failed attempt. */
interface SmtpError {
  code?: string;
  command?: string;
  responseCode?: number;
  response?: string;
}

/** An enhanced status code, wherever a server writes it: first, or `(#5.1.1)` at the end. */
const enhancedCode = /(?<![\d.])[45]\.\d{1,3}\.\d{1,3}(?!\.?\d)/;

/**
 * Codes that say that there is no such address, or no server for its domain (RFC 3463, sections 3.2 and 3.5;
 * RFC 7505). Not 5.1.7 and 5.1.8, which are about the sender.
 */
const noSuchAddress = new Set(['5.1.0', '5.1.1', '5.1.2', '5.1.3', '5.1.4', '5.1.6', '5.1.10', '5.4.4']);

/** Answers that mean the mailbox where no enhanced code says more (RFC 5321, section 4.2.3). */
const mailboxCodes = new Set([550, 551, 553]);

/** Words about the shop, the server's policy or its mood, in answers without an enhanced code. */
const notTheAddress =
  /\b(?:relay|rcpthosts|not permitted|not allowed|denied|prohibit|administrative|polic(?:y|ies)\b|black|block|listed\b|spam|reputation|auth|sender|helo\b|ehlo\b|spf\b|dkim\b|dmarc\b|reverse|rdns\b|full\b|quota|storage|later\b|temporar|gr[ae]ylist|rate\b|too many|limit|busy\b)/i;

/** More of an answer than this is not read, in characters. */
const MAX_ANSWER = 2_000;

/**
 * Whether the address itself was refused for good: the server's answer to RCPT TO says that there is none, or no
 * server would even be asked. Everything else is about the shop's settings, a relay's policy or a server's mood (a
 * full mailbox, too), so it is tried again (docs/delivery.md).
 */
export function isRefusal(error: unknown): boolean {
  const { code, command, responseCode = 0, response = '' } = error as SmtpError;
  if (code !== 'EENVELOPE') return false;
  if (command === 'RCPT TO') return responseCode >= 500 && saysThereIsNone(responseCode, response);
  return command === 'API' && /recipient/i.test((error as Error).message);
}

function saysThereIsNone(responseCode: number, response: string): boolean {
  const words = withoutAddresses(response.slice(0, MAX_ANSWER));
  const enhanced = enhancedCode.exec(words)?.[0];
  if (enhanced !== undefined) return noSuchAddress.has(enhanced);
  return mailboxCodes.has(responseCode) && !notTheAddress.test(words);
}

/** Servers quote the address, which may be `relay@…` or `5.1.1@…`. */
function withoutAddresses(answer: string): string {
  return answer
    .split(/\s+/)
    .filter((word) => !word.includes('@'))
    .join(' ');
}
