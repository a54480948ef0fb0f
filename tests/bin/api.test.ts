import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, openDatabase, settingsFor } from '../setup/api.ts';
import { startApi } from '../setup/api-process.ts';

let database: Database;
beforeAll(async () => {
  database = await openDatabase();
});
afterAll(() => database.close());

test.each(['192.0.2.1', 'nowhere.invalid'])(
  'HOST %s is named as what is wrong, not the database',
  async (HOST) => {
    await expect(startApi(settingsFor(database.url, { HOST }))).rejects.toThrow(
      /^HOST is no name or address of this machine$/,
    );
  },
);
