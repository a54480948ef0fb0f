import { loadConfig } from '../config.ts';
import { failStart } from '../process.ts';
import { isBeating } from './heartbeat.ts';

/** For a container's HEALTHCHECK: exit code 0 while the worker with the same settings is well. */
try {
  const { heartbeatFile } = loadConfig('worker');
  if (heartbeatFile === undefined)
    throw new Error('HEARTBEAT_FILE is missing: the file that the worker touches');
  process.exit((await isBeating(heartbeatFile)) ? 0 : 1);
} catch (error) {
  failStart(error);
}
