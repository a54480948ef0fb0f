import { AccountError } from './account-error.ts';
import { isGuessable } from './guessable-password.ts';

/**
 * Refuses a new password that is guessed first (NIST SP 800-63B-4, section 3.1.1.2): a common one or one
 * that is made of it, the account's own e-mail address or name, blanks, one character again and again. Asked when a password is chosen, never at a login.
 *
 * @param member of the request that holds it
 * @throws {AccountError} `unfit_password`
 */
export function checkNewPassword(
  account: { email: string; name: string; password: string },
  member = 'password',
): void {
  const refused = (why: string) => new AccountError({ kind: 'unfit_password', member, why });
  const [password, email, name] = [account.password, account.email, account.name].map((text) =>
    text.normalize('NFKC').trim().toLowerCase(),
  ) as [string, string, string];
  if (password === '') throw refused('must be more than blanks');
  if (new Set(password).size === 1) throw refused('must be more than one character again and again');
  if ([email, email.split('@', 1)[0], name].includes(password))
    throw refused('must not be the e-mail address or the name');
  const own = `${email.split('@', 1)[0]} ${name}`.split(/[^\p{L}]+/u);
  if (isGuessable(password, own)) throw refused('is one of the passwords that are guessed first');
}
