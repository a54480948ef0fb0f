import { BigIntType } from '@mikro-orm/core';

/** Column types that several entities share. */
export const uuidColumn = { columnType: 'uuid' } as const;

/** Milliseconds, as a JavaScript Date has them, so that a value survives the round trip unchanged. */
export const timestampColumn = { columnType: 'timestamptz(3)' } as const;

/** 64-bit in the database, a safe integer here; a CHECK keeps it one. */
export const moneyTotalColumn = { type: new BigIntType('number') } as const;
