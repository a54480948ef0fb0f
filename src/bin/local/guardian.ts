import { ProcessRecords } from '../../local/process-records.ts';

/**
 * A process beside the supervisor that does nothing but wait for its end: a supervisor that is killed cannot stop
 * PostgreSQL and Redis, which would run on until the next start. Its argument is the data folder.
 */
const [dataDir = ''] = process.argv.slice(2);
const records = new ProcessRecords(dataDir);

// Ctrl-C is the supervisor's; so is the decision to stop.
process.on('SIGINT', () => {});
process.once('disconnect', async () => {
  // What runs now; a shop that is started on the folder from here on has processes of its own.
  const left = records.recorded().filter(({ name }) => name !== 'guardian');
  await records.stopThese(left);
  process.exit(0);
});
if (!process.connected) process.exit(0);
