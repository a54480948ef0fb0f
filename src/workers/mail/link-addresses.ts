import { hashOfToken, linkKey, linkToken } from '../../links/link-token.ts';
import type { Writing } from './owed-mail.ts';

/**
 * Makes the addresses of mailed links. A worker without the API's JWT_SECRET makes none: its jobs wait for one that has it.
 *
 * @param publicUrl without a slash at its end
 */
export function linkAddresses(settings: { publicUrl: string; jwtSecret: string }): Writing['toLink'] {
  const key = settings.jwtSecret === '' ? undefined : linkKey(settings.jwtSecret);
  return ({ id, tokenHash }, kind, path) => {
    if (!key) throw new Error('This worker has no JWT_SECRET, which the link is made with');
    const token = linkToken(key, kind, id);
    if (!hashOfToken(token).equals(tokenHash))
      throw new Error('The link was made with another JWT_SECRET than this worker has');
    return `${settings.publicUrl}${path}/${token}`;
  };
}
