import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

/** Random bytes are fetched for this many ids at once: one by one, the fetching costs more than the id. */
const IDS_AT_ONCE = 256;
const ID_BYTES = 16;

const random = Buffer.alloc(IDS_AT_ONCE * ID_BYTES);
let used = random.length;
let msecs = 0;
let seq = 0;

/** Before every id: where a walk by ids begins. */
export const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/** An id as somebody may write it, in capitals as well. */
export const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A UUID v7 that is greater than every one this process made before (RFC 9562, 6.2, method 1). */
export function newId(): string {
  if (used === random.length) {
    randomFillSync(random);
    used = 0;
  }
  const bytes = random.subarray(used, used + ID_BYTES);
  used += ID_BYTES;
  const now = Date.now();
  if (now > msecs) {
    msecs = now;
    // The counter starts in its lower half, so that it has room to count within the millisecond.
    seq = bytes.readUInt32BE(6) >>> 1;
  } else {
    seq = (seq + 1) >>> 0;
    if (seq === 0) msecs += 1;
  }
  return v7({ random: bytes, msecs, seq });
}
