import { MikroORM } from '@mikro-orm/postgresql';
import { loadConfig } from '../../config.ts';
import { ormOptions } from '../../database/orm-options.ts';
import { type DemoLogin, fixedLogins, randomLogins, type SeededMessage } from '../../local/demo-accounts.ts';
import { renewPublishedLogins, seedDemoData } from '../../local/demo-data.ts';
import { failStart } from '../../process/lifecycle.ts';

/**
 * A process of its own, so that the supervisor does not carry the ORM for the rest of its life.
 * `seed.js fixed|random [ROLE]` makes the demo accounts, or only the one of that role; `seed.js renew` gives those that
 * have the published passwords other ones.
 */
try {
  const [passwords, role] = process.argv.slice(2);
  const all = passwords === 'fixed' ? fixedLogins : randomLogins();
  const logins: DemoLogin[] = all.filter((login) => role === undefined || login.role === role);
  const { databaseUrl } = loadConfig('migrate');
  const orm = await MikroORM.init(ormOptions({ url: databaseUrl, applicationName: 'holdfast-seed' }));
  try {
    const made = async () => ((await seedDemoData(orm.em.fork(), logins)) ? logins : []);
    const hold = passwords === 'renew' ? await renewPublishedLogins(orm.em.fork(), logins) : await made();
    // To the supervisor alone: passwords belong on the terminal, not in a log.
    process.send?.({ type: 'seeded', logins: hold } satisfies SeededMessage);
  } finally {
    await orm.close(true);
  }
  process.disconnect?.();
} catch (error) {
  failStart(error);
}
