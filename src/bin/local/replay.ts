import { ConfigError } from '../../config.ts';
import { localSettings } from '../../local/local-settings.ts';
import { parseArguments, type ReplayOptions } from '../../local/replay/arguments.ts';
import { ReplayFailure } from '../../local/replay/failure.ts';
import { findDatabase } from '../../local/replay/find-database.ts';
import { findInput } from '../../local/replay/find-input.ts';
import { help } from '../../local/replay/help.ts';
import { replay } from '../../local/replay/replay.ts';
import { onStopSignal } from '../../local/stop-signals.ts';
import { startFailure } from '../../process/lifecycle.ts';

const exitCodes = { difference: 1, failure: 1, usage: 2, interrupted: 130 };

/** The process behind `npm run replay`. */
let stopping = false;
const say = (line: string) => void process.stdout.write(`${line}\n`);
// Whoever reads along may go (replay … | head): that is no reason to leave orders half played.
process.stdout.on('error', () => {});

function fail(error: unknown, code: number): never {
  for (const line of startFailure(error).split('\n')) process.stderr.write(`replay: ${line}\n`);
  process.exit(code);
}

function readOptions(defaultUrl: string): ReplayOptions | 'help' {
  try {
    return parseArguments(process.argv.slice(2), defaultUrl);
  } catch (error) {
    return fail(error, exitCodes.usage);
  }
}

try {
  const settings = localSettings(process.env);
  const host = ['0.0.0.0', '::'].includes(settings.host) ? '127.0.0.1' : settings.host;
  const options = readOptions(`http://${host.includes(':') ? `[${host}]` : host}:${settings.port}`);
  if (options === 'help') {
    process.stdout.write(help);
    process.exit(0);
  }
  onStopSignal(
    () => {
      stopping = true;
      process.stderr.write('\nStopping after the invoices that are under way…\n');
    },
    () => process.exit(exitCodes.interrupted),
  );
  const result = await replay({
    ...options,
    // npm changes to the project's folder; a path is meant from where the command was typed.
    open: findInput(options.file, process.env.INIT_CWD ?? process.cwd()),
    databaseUrl: findDatabase(settings),
    say,
    stopping: () => stopping,
  });
  if (!result.agrees) process.exit(exitCodes.difference);
  process.exit(stopping ? exitCodes.interrupted : 0);
} catch (error) {
  if (error instanceof ReplayFailure || error instanceof ConfigError) fail(error, exitCodes.failure);
  const { code, message, stack } = error as Error & { code?: string };
  const isDatabaseGone = code !== undefined || /Connection terminated|timeout exceeded/.test(message);
  fail(isDatabaseGone ? error : `a fault of its own: ${stack}`, exitCodes.failure);
}
