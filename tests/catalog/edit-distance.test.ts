import fc from 'fast-check';
import { expect, test } from 'vitest';
import { editDistance, toleratedEdits } from '../../src/catalog/search/edit-distance.ts';

test.each([
  ['', '', 0],
  ['kettle', 'kettle', 0],
  ['ketle', 'kettle', 1],
  ['kettel', 'kettle', 1],
  ['kittle', 'kettle', 1],
  ['kettles', 'kettle', 1],
  ['sitting', 'kitten', 3],
  ['ca', 'abc', 3],
  ['🎈a', 'a🎈', 1],
])('from %j to %j it takes %i', (a, b, edits) => {
  expect(editDistance(a, b)).toBe(edits);
});

test('it is the same in both directions, and never more than the longer word has letters', () => {
  const word = fc.string({ unit: fc.constantFrom(...'abc'), maxLength: 8 });
  fc.assert(
    fc.property(word, word, (a, b) => {
      expect(editDistance(a, b)).toBe(editDistance(b, a));
      expect(editDistance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
      expect(editDistance(a, b) === 0).toBe(a === b);
    }),
  );
});

test('short words must be right, long ones may have up to three mistakes', () => {
  expect(['xl', 'mug', 'kettle', 'casserole', 'k'.repeat(40), 'k'.repeat(41)].map(toleratedEdits)).toEqual([
    0, 1, 2, 3, 3, 0,
  ]);
});
