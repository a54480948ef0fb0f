import { expect, test } from 'vitest';
import { variantOf } from '../../../src/api/catalog/variants.ts';
import { answerOf } from '../../../src/catalog/cache/answer.ts';
import { list } from '../../catalog/paper-database.ts';

const answer = (bytes: number) => answerOf(list(), { items: [], nextCursor: null }, 'é'.repeat(bytes / 2));

test.each([
  [1_022, 'identity'],
  [1_024, 'br'],
  [262_144, 'br'],
  [262_146, 'identity'],
])('an answer of %i bytes is sent as %s to whoever takes br', (bytes, coding) => {
  expect(variantOf(answer(bytes), 'br').coding).toBe(coding);
});

test('is compressed once', () => {
  const large = answer(10_000);
  expect(variantOf(large, 'gzip')).toBe(variantOf(large, 'gzip'));
});

test('has the tag of its bytes, and another one in another coding', () => {
  expect(variantOf(answer(2_000), 'identity').etag).toBe(variantOf(answer(2_000), 'identity').etag);
  const tags = [answer(2_000), answer(2_002)].flatMap((a) => [
    variantOf(a, 'identity').etag,
    variantOf(a, 'br').etag,
    variantOf(a, 'gzip').etag,
  ]);
  expect(new Set(tags).size).toBe(6);
});
