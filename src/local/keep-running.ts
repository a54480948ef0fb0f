import type { Service } from './service-process.ts';

const firstPauseMs = 500;
const longestPauseMs = 15_000;
/** A process that ran so long is not failing at its start. */
const steadyMs = 60_000;

export interface KeepOptions<T> {
  /** Starts the process; `onService` is called as soon as there is one to stop. */
  start: (onService: (service: Service) => void) => Promise<T>;
  /** It ended, or did not start again. */
  onDown: (reason: string, pauseMs: number) => void;
  onBack: () => void;
  /** After so many failures in a row it is given up; for ever unless told. */
  attempts?: number;
  onGivenUp?: (reason: string) => void;
}

/** A process that is started again when it dies. */
export interface Kept {
  stop(withinMs: number): Promise<void>;
  /** Without waiting for what it is doing. */
  kill(): void;
}

/** The first start may fail, and does so with its error; after it the process is kept running until it is stopped. */
export async function keepRunning<T>(options: KeepOptions<T>, onKept: (kept: Kept) => void): Promise<T> {
  let service: Service | undefined;
  let stopping = false;
  let pause: NodeJS.Timeout | undefined;
  let failures = 0;

  onKept({
    stop: async (withinMs) => {
      stopping = true;
      clearTimeout(pause);
      await service?.stop(withinMs);
    },
    kill: () => {
      service?.child.kill('SIGKILL');
    },
  });

  const startOnce = async (): Promise<T> => {
    const began = Date.now();
    const started = await options.start((next) => {
      service = next;
    });
    const running = service;
    running?.ended.then(({ code, signal }) => {
      if (stopping) return;
      if (Date.now() - began > steadyMs) failures = 0;
      again(signal === null ? `exit code ${code}` : signal);
    });
    return started;
  };

  const again = (reason: string) => {
    if (stopping) return;
    failures++;
    if (failures > (options.attempts ?? Number.POSITIVE_INFINITY)) return options.onGivenUp?.(reason);
    const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** (failures - 1));
    options.onDown(reason, pauseMs);
    pause = setTimeout(() => {
      startOnce().then(options.onBack, async (error: Error) => {
        await service?.stop(2_000);
        again(error.message);
      });
    }, pauseMs);
  };

  return startOnce();
}
