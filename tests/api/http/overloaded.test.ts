import { expect, test } from 'vitest';
import { problemOf } from '../../../src/api/plugins/operation-errors.ts';
import { Overloaded } from '../../../src/batching/batcher.ts';

test('who finds a full line anywhere is told to come back in a second', () => {
  expect(problemOf(new Overloaded('too many are waiting'))).toMatchObject({
    code: 'overloaded',
    status: 503,
    headers: { 'retry-after': '1' },
  });
});
