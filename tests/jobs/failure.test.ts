import { describe, expect, it } from 'vitest';
import { jobs } from '../../src/jobs/catalogue.ts';
import { boundedReason } from '../../src/jobs/failure.ts';

describe('why a job failed, as it is kept', () => {
  it('holds no address of a person and nothing of a connection string', () => {
    const reason = boundedReason(
      'refused <anna@shop.example>: see postgres://shop:secret@db.internal:5432/shop?x=1 or "bob@b.example"',
    );
    expect(reason).toBe('refused <[address]>: see [url] or "[address]"');
  });

  it('is one line of at most 300 characters', () => {
    expect(boundedReason('550 no\r\n\tsuch\u2028user\u0000 ')).toBe('550 no such user');
    expect(boundedReason('x'.repeat(300))).toBe('x'.repeat(300));
    expect(boundedReason('x'.repeat(301))).toBe(`${'x'.repeat(299)}…`);
  });

  it('says which field of a payload is wrong, and not what stood there', () => {
    const make = () => jobs['order.send-confirmation-email'].make({ orderId: 'anna@shop.example' });
    expect(make).toThrow(/is not valid: \/orderId must match/);
    expect(make).not.toThrow(/anna/);
    expect(() => jobs['order.send-confirmation-email'].make(null)).toThrow(/is not valid: \/ must/);
  });
});
