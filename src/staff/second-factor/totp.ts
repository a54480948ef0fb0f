import { createHmac, timingSafeEqual } from 'node:crypto';
import { base32 } from './base32.ts';

/** What every authenticator app takes without being told (RFC 6238): SHA-1, six digits, half a minute. */
const STEP_SECONDS = 30;
const DIGITS = 6;
/** A code is taken one step before and after its own: clocks differ, and people type slowly (section 5.2). */
const STEPS_ASIDE = 1;

/** As long as the hash, which RFC 4226, section 4, recommends. */
export const SECRET_BYTES = 20;

/** The code of a step (RFC 4226, section 5.3). @param step of half a minute, since 1970 */
export function codeOfStep(secret: Buffer, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const offset = mac[mac.length - 1]! & 0xf;
  const number = (mac.readUInt32BE(offset) & 0x7fff_ffff) % 10 ** DIGITS;
  return String(number).padStart(DIGITS, '0');
}

export function stepAt(now: Date): number {
  return Math.floor(now.getTime() / 1_000 / STEP_SECONDS);
}

/** The newest step near `now` that a code belongs to, or undefined. @param code six digits */
export function stepOfCode(secret: Buffer, code: string, now: Date): number | undefined {
  const typed = Buffer.from(code);
  for (let step = stepAt(now) + STEPS_ASIDE; step >= stepAt(now) - STEPS_ASIDE; step--) {
    const right = Buffer.from(codeOfStep(secret, step));
    if (typed.length === right.length && timingSafeEqual(typed, right)) return step;
  }
  return undefined;
}

/** What an app reads from a QR code (Google Authenticator's key URI format, which all others take, too). */
export function otpauthUri(secret: Buffer, account: string, issuer: string): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`;
  return `otpauth://totp/${label}?secret=${base32(secret)}&issuer=${encodeURIComponent(issuer)}`;
}
