import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timeOfUuid, uuidAt } from '../../src/lists/uuid-time.ts';
import { orderNumber, readOrderNumber } from '../../src/orders/order-number.ts';

const instants = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2099, 11, 31) });

describe('the number of an order', () => {
  it('is the minute in which it was placed, and the end of its id', () => {
    expect(orderNumber('01a2053b-1d7a-7042-906e-82f8d6c8658d')).toBe('261122-2148-C8658D');
  });

  it('leads back to the ids of that minute with that end', () => {
    fc.assert(
      fc.property(instants, fc.stringMatching(/^[0-9a-f]{6}$/), (ms, ending) => {
        const id = uuidAt(ms).slice(0, -6) + ending;
        const sought = readOrderNumber(` ${orderNumber(id).toLowerCase()} `)!;
        expect(sought.ending).toBe(ending);
        expect(sought.toMs - sought.fromMs).toBe(60_000);
        expect(timeOfUuid(id)).toBe(ms);
        expect(ms).toBeGreaterThanOrEqual(sought.fromMs);
        expect(ms).toBeLessThan(sought.toMs);
      }),
    );
  });

  it.each([
    '',
    '261122-2148',
    '261122-2548-C8658D',
    '261322-2148-C8658D',
    '261122-2148-C8658G',
    "' or 1=1 --",
  ])('is not read from %j', (text) => expect(readOrderNumber(text)).toBeUndefined());
});
