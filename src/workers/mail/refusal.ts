/** What nodemailer tells of a failed attempt. */
interface SmtpError {
  code?: string;
  command?: string;
  responseCode?: number;
  response?: string;
}

/** RFC 3463, section 3.8: a policy, such as that of a relay which does not know the shop (any more). */
const policy = /\b5\.7\.\d/;

/**
 * Whether the address itself was refused for good: a 5xx answer to RCPT TO (RFC 5321, section 4.2.1), or no
 * server would even be asked. A 5xx at another step (login, sender, content), or by a policy, is about the shop's
 * settings or the server's mood, so it is tried again.
 */
export function isRefusal(error: unknown): boolean {
  const { code, command, responseCode, response = '' } = error as SmtpError;
  if (code !== 'EENVELOPE') return false;
  if (command === 'RCPT TO') {
    return responseCode !== undefined && responseCode >= 500 && responseCode < 600 && !policy.test(response);
  }
  return command === 'API' && /recipient/i.test((error as Error).message);
}
