// HEALTHCHECK of the image, whichever process runs in it. A worker keeps a heartbeat file fresh, an API answers
// /healthz; a container has one of the two, and is well when that one is.
import { isBeating } from '../dist/src/workers/heartbeat.js';

/** Below the HEALTHCHECK's own timeout, in ms, so that the reason is told. */
const PATIENCE_MS = 4_000;

const { HEARTBEAT_FILE: heartbeatFile = '', PORT: port = '8000' } = process.env;

async function answers() {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/healthz`, {
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    return response.ok;
  } catch {
    return false;
  }
}

if ((heartbeatFile !== '' && (await isBeating(heartbeatFile))) || (await answers())) process.exit(0);
console.error(`no fresh heartbeat in ${heartbeatFile || 'HEARTBEAT_FILE'} and no answer on port ${port}`);
process.exit(1);
