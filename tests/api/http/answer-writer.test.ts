import { Type } from 'typebox';
import { expect, test, vi } from 'vitest';
import { answerWriter } from '../../../src/api/plugins/answer-writer.ts';
import { UNICODE } from '../../../src/api/schemas.ts';

const orNull = (schema: Parameters<typeof Type.Array>[0]) => Type.Union([schema, Type.Null()]);

test('what may be null is written either way, without a word on the console', () => {
  const schema = Type.Object({
    name: orNull(Type.String({ format: UNICODE })),
    count: orNull(Type.Integer()),
    at: orNull(Type.String({ format: 'date-time' })),
    parts: Type.Array(orNull(Type.Object({ id: Type.String() }))),
    next: Type.Optional(orNull(Type.Array(Type.Integer()))),
    either: Type.Union([
      Type.Object({ url: Type.String() }),
      Type.Object({ code: Type.Integer() }),
      Type.Null(),
    ]),
  });
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  try {
    const write = answerWriter(schema);
    const full = {
      name: 'Mug "1"',
      count: 0,
      at: '2026-11-27T10:00:00.000Z',
      parts: [{ id: 'a' }, null],
      next: [1],
      either: { code: 1 },
    };
    const empty = { name: null, count: null, at: null, parts: [], next: null, either: null };
    expect(JSON.parse(write(full))).toEqual(full);
    expect(JSON.parse(write(empty))).toEqual(empty);
    // What the schema does not name never leaves the house.
    expect(JSON.parse(write({ ...full, parts: [{ id: 'a', secret: 's' }] })).parts).toEqual([{ id: 'a' }]);
    expect(warn).not.toHaveBeenCalled();
  } finally {
    warn.mockRestore();
  }
});
