/** After so long a step says what it is doing, and then again now and then, where there is no live line. */
const slowAfterMs = 2_500;
const reminderMs = 15_000;
const labelWidth = 13;

/** One line of the start-up log, written when its step is over; on a terminal it counts the seconds meanwhile. */
export interface TerminalStep {
  update(doing: string): void;
  done(result: string): void;
}

export class Terminal {
  readonly #live = process.stdout.isTTY === true;
  #step: { label: string; doing: string; began: number } | undefined;

  constructor() {
    // The terminal may be closed while Holdfast still stops (EIO, EPIPE): there is nobody left to tell.
    process.stdout.on('error', () => {});
    process.stderr.on('error', () => {});
  }

  say(line = ''): void {
    this.#clear();
    process.stdout.write(`${line}\n`);
    this.#draw();
  }

  fail(message: string): void {
    this.#clear();
    this.#step = undefined;
    process.stderr.write(`${message}\n`);
  }

  step(label: string, doing: string): TerminalStep {
    const step = { label, doing, began: Date.now() };
    this.#step = step;
    this.#draw();
    let saidAt = 0;
    const timer = setInterval(() => {
      if (this.#step !== step) return clearInterval(timer);
      if (this.#live) return this.#draw();
      const waited = Date.now() - step.began;
      if (waited < slowAfterMs || Date.now() - saidAt < reminderMs) return;
      saidAt = Date.now();
      process.stdout.write(`${line(label, `${step.doing}…`)}\n`);
    }, 250);
    timer.unref();
    return {
      update: (text) => {
        step.doing = text;
        this.#draw();
      },
      done: (result) => {
        this.#clear();
        this.#step = undefined;
        const seconds = (Date.now() - step.began) / 1000;
        process.stdout.write(
          `${line(label, result)}${seconds >= 0.95 ? ` (${seconds.toFixed(1)} s)` : ''}\n`,
        );
      },
    };
  }

  #draw(): void {
    if (!this.#live || this.#step === undefined) return;
    const { label, doing, began } = this.#step;
    const seconds = Math.floor((Date.now() - began) / 1000);
    process.stdout.write(`\r\u001b[2K${line(label, `${doing}…${seconds > 0 ? ` ${seconds} s` : ''}`)}`);
  }

  #clear(): void {
    if (this.#live && this.#step !== undefined) process.stdout.write('\r\u001b[2K');
  }
}

export function line(label: string, text: string): string {
  return `  ${label.padEnd(labelWidth)} ${text}`;
}
