/** What nodemailer tells of a failed attempt. */
interface SmtpError {
  code?: string;
  command?: string;
  responseCode?: number;
}

/**
 * Whether the address itself was refused for good: a 5xx answer to RCPT TO (RFC 5321, section 4.2.1), or no
 * server would even be asked. A 5xx at another step (login, sender, content) is about the shop's settings or
 * the server's mood, so it is tried again.
 */
export function isRefusal(error: unknown): boolean {
  const { code, command, responseCode } = error as SmtpError;
  if (code !== 'EENVELOPE') return false;
  if (command === 'RCPT TO') return responseCode !== undefined && responseCode >= 500 && responseCode < 600;
  return command === 'API' && /recipient/i.test((error as Error).message);
}
