import { formatCount } from './money.ts';

const barWidth = 24;
/** Often enough to look alive, seldom enough to cost nothing. */
const redrawMs = 100;
/** Where there is no terminal, a line so often. */
const lineEveryMs = 10_000;

/** How far the replay is: a bar on a terminal, a line now and then elsewhere. */
export class Progress {
  #done = 0;
  readonly #began = Date.now();
  #shownAt = Date.now();

  constructor(
    readonly total: number,
    readonly stream: NodeJS.WriteStream = process.stderr,
  ) {}

  advance(): void {
    this.#done++;
    const live = this.stream.isTTY === true;
    if (Date.now() - this.#shownAt < (live ? redrawMs : lineEveryMs)) return;
    this.#shownAt = Date.now();
    this.stream.write(live ? `\r\u001b[2K${this.#bar()}` : `${this.#text()}\n`);
  }

  /** Takes the bar away. */
  end(): void {
    if (this.stream.isTTY) this.stream.write('\r\u001b[2K');
  }

  #bar(): string {
    const filled = Math.floor((barWidth * this.#done) / this.total);
    return `  ${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)}${this.#text()}`;
  }

  #text(): string {
    const seconds = (Date.now() - this.#began) / 1_000;
    const rate = this.#done / seconds;
    const left = Math.ceil((this.total - this.#done) / rate);
    return `  ${formatCount(this.#done)} of ${formatCount(this.total)} orders and cancellations, ${rate.toFixed(1)} a second, ${left} s left`;
  }
}
