import { parseArgs } from 'node:util';
import { loadConfig } from '../config.ts';
import { migrateToHead } from '../database/migrate-to-head.ts';
import { argumentFault } from '../process/argument-fault.ts';
import { failStart } from '../process/lifecycle.ts';

const help = `Brings the database to the head of the migrations. A shop may run meanwhile.

  npm run migrate

It waits half a minute for PostgreSQL, and for another process that migrates. A lock that it does not get within a
second it leaves to the shop, and tries again, for five minutes.`;

/** The process behind `npm run migrate`. */
if (readArguments().help) {
  console.log(help);
  process.exit(0);
}
try {
  const { databaseUrl } = loadConfig('migrate');
  let told = '';
  const { applied } = await migrateToHead(databaseUrl, {
    onWait(what) {
      if (what !== told) console.error(`${what}…`);
      told = what;
    },
  });
  console.log(applied.length === 0 ? 'The database is up to date' : `Applied ${applied.join(', ')}`);
} catch (error) {
  failStart(error);
}

function readArguments() {
  try {
    return parseArgs({ options: { help: { type: 'boolean', short: 'h' } } }).values;
  } catch (error) {
    console.error(`${argumentFault(error)}\n\n${help}`);
    process.exit(2);
  }
}
