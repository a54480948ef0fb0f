import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ProcessMessage } from '../process/lifecycle.ts';
import type { ProcessRecords } from './process-records.ts';
import { type Service, startService } from './service-process.ts';
import { StartFailure } from './start-failure.ts';

const readyWithinMs = 120_000;
/** At most so many lines of one process reach the terminal in one minute; all are in its log file. */
const linesAMinute = 20;
const pinoWarn = 40;

export interface AppOptions {
  /** `api`, `worker`, … */
  name: string;
  /** Compiled file below dist/src, such as `bin/api.js`. */
  entry: string;
  args?: string[];
  dataDir: string;
  records: ProcessRecords;
  env: NodeJS.ProcessEnv;
  /** Warnings and errors, for the terminal. */
  onTrouble: (line: string) => void;
}

/** The service, at once, and its address, when it serves. */
export interface AppStart {
  service: Service;
  /** @throws {StartFailure} with what the process said of itself. */
  ready: Promise<string | undefined>;
}

export const compiled = (entry: string): string => fileURLToPath(new URL(`../${entry}`, import.meta.url));

/** Starts one of Holdfast's own processes on its compiled code; it ends by itself if the supervisor dies. */
export function startApp(options: AppOptions): AppStart {
  const logFile = join(options.dataDir, 'logs', `${options.name}.log`);
  const service = startService({
    name: options.name,
    file: process.execPath,
    args: [
      '--enable-source-maps',
      '--expose-gc',
      '--max-semi-space-size=32',
      compiled(options.entry),
      ...(options.args ?? []),
    ],
    logFile,
    records: options.records,
    ipc: true,
    // The working directory of the checkout: nothing in it matters but relative paths in settings.
    spawn: { cwd: process.cwd(), env: options.env },
    onOutput: troubleFilter(options.onTrouble, logFile),
  });
  const ready = new Promise<string | undefined>((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new StartFailure(`The ${options.name} does not get ready, see ${logFile}`));
    }, readyWithinMs);
    service.child.on('message', (message: ProcessMessage) => {
      if (message.type === 'ready') resolve(message.url);
      if (message.type === 'failed') reject(new StartFailure(message.message));
    });
    service.ended.then(({ code, signal }) => {
      const how = signal === null ? `code ${code}` : signal;
      reject(new StartFailure(`The ${options.name} ended at its start (${how}), see ${logFile}`));
    });
    const settled = () => clearTimeout(timer);
    service.ended.then(settled);
    service.child.once('message', settled);
  });
  // Whoever starts it may look at `ready` later than it fails.
  ready.catch(() => {});
  return { service, ready };
}

/** Starts the process that stops the others when the supervisor is killed. It lives as long as the supervisor. */
export function startGuardian(dataDir: string, records: ProcessRecords): Service {
  return startService({
    name: 'guardian',
    file: process.execPath,
    args: [compiled('bin/local/guardian.js'), dataDir],
    logFile: join(dataDir, 'logs', 'guardian.log'),
    records,
    ipc: true,
  });
}

/** Lets lines through that a person should see: pino's warnings and worse, and what is not pino's at all. */
export function troubleFilter(show: (line: string) => void, logFile: string): (chunk: string) => void {
  let rest = '';
  let minute = 0;
  let shown = 0;
  return (chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = (lines.pop() ?? '').slice(-10_000);
    for (const text of lines) {
      const trouble = asTrouble(text);
      if (trouble === null) continue;
      const now = Math.floor(Date.now() / 60_000);
      if (now !== minute) {
        minute = now;
        shown = 0;
      }
      shown++;
      if (shown <= linesAMinute) show(trouble);
      else if (shown === linesAMinute + 1) show(`more of this in ${basename(logFile)}, in the folder logs`);
    }
  };
}

function asTrouble(text: string): string | null {
  // Why it could not start, which it says over its channel too.
  if (text.trim() === '' || text.startsWith('holdfast: ')) return null;
  if (!text.startsWith('{')) return text;
  try {
    const entry = JSON.parse(text) as { level?: number; msg?: string; err?: { message?: string } };
    if ((entry.level ?? 0) < pinoWarn) return null;
    const cause = entry.err?.message;
    const message = entry.msg ?? '';
    return cause && !message.includes(cause) ? `${message}: ${cause}` : message;
  } catch {
    return text;
  }
}
