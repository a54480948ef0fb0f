import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { parseSnapshot } from '../../src/catalog/cache/snapshot.ts';
import {
  createWordMemory,
  OFTEN,
  WORD_LIFE_MS,
  type WordMemory,
} from '../../src/catalog/search/word-memory.ts';

let memory: WordMemory;
let asked: string[][];
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
  memory = createWordMemory();
  memory.forget(true);
  asked = [];
});
afterEach(() => void vi.useRealTimers());

const snapshot = parseSnapshot('100:100:');
const answer = (words: string[], value: unknown = 'parts') => {
  asked.push(words);
  return { values: new Map(words.map((word) => [word, value])), snapshot };
};
const recall = async (words: string[], kind = 'facts', value?: unknown) =>
  memory.ofOneSearch().recall(kind, words, async (unknown) => answer(unknown, value));

test('a word is asked for once, in each regard, and what was seen then goes with it', async () => {
  await recall(['steel', 'kettle']);
  await recall(['steel', 'mug']);
  await recall(['steel'], 'near');
  expect(asked).toEqual([['steel', 'kettle'], ['mug'], ['steel']]);
  const search = memory.ofOneSearch();
  await search.recall('facts', ['kettle'], async (unknown) => answer(unknown));
  expect(search.seen).toEqual(new Set([snapshot]));
});

test('it is asked for again when its time is over, and when all is forgotten', async () => {
  await recall(['steel']);
  vi.advanceTimersByTime(WORD_LIFE_MS - 1);
  await recall(['steel']);
  expect(asked).toHaveLength(1);
  vi.advanceTimersByTime(1);
  await recall(['steel']);
  expect(asked).toHaveLength(2);
  memory.forget(true);
  await recall(['steel']);
  expect(asked).toHaveLength(3);
});

test('what pays only for a word that is asked for often is asked then, once in the time that it is remembered', async () => {
  const often = () =>
    memory.ofOneSearch().recallOften('covered', ['steel'], async (unknown) => answer(unknown));
  for (let n = 1; n < OFTEN; n++) expect((await often()).size).toBe(0);
  expect(asked).toEqual([]);
  for (let n = 0; n < 2 * OFTEN; n++) expect((await often()).get('steel')).toBe('parts');
  expect(asked).toEqual([['steel']]);
  vi.advanceTimersByTime(WORD_LIFE_MS);
  expect((await often()).size).toBe(0);
  memory.forget(false);
  for (let n = 0; n < 2 * OFTEN; n++) expect((await often()).size).toBe(0);
  expect(asked).toEqual([['steel']]);
});

test('while nobody would tell of changes nothing is remembered', async () => {
  memory.forget(false);
  await recall(['steel']);
  await recall(['steel']);
  expect(asked).toHaveLength(2);
});

test('what was asked for before all was forgotten is not remembered', async () => {
  await memory.ofOneSearch().recall('facts', ['steel'], async (unknown) => {
    memory.forget(true);
    return answer(unknown);
  });
  await recall(['steel']);
  expect(asked).toHaveLength(2);
});

test('invented words and long values leave no more than their bound', async () => {
  await recall(['first']);
  await recall(['long'], 'facts', 'x'.repeat(2_000));
  for (let n = 0; n < 10; n++) await recall(Array.from({ length: 1_000 }, (_, i) => `word ${n} ${i}`));
  asked = [];
  await recall(['word 0 0', 'word 9 999']);
  await recall(['first']);
  await recall(['long']);
  expect(asked).toEqual([['first'], ['long']]);
});
