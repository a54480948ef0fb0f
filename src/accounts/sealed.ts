import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Keeps bytes where others may look, such as in a database of which there are copies. */
export interface Seal {
  /** @param about what it belongs to: it is opened for nothing else */
  seal(plain: Buffer, about: string): Buffer;
  /** @returns undefined for what was not sealed here, or about something else */
  open(sealed: Buffer, about: string): Buffer | undefined;
}

/**
 * AES-256-GCM under a key of its own, derived from the shop's secret (RFC 5869). All processes of a shop open what one
 * sealed; with another secret nothing is opened.
 *
 * @param purpose what is sealed for one is not opened for another
 */
export function createSeal(secret: string, purpose: string): Seal {
  const key = Buffer.from(hkdfSync('sha256', secret, '', `holdfast ${purpose}`, 32));
  return {
    seal(plain, about) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(about));
      const text = Buffer.concat([cipher.update(plain), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), text]);
    },
    open(sealed, about) {
      if (sealed.length < NONCE_BYTES + TAG_BYTES) return undefined;
      const tag = sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES))
        .setAAD(Buffer.from(about))
        .setAuthTag(tag);
      try {
        return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
      } catch {
        return undefined;
      }
    },
  };
}
