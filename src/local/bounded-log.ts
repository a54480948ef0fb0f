import { closeSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs';

const maxBytes = 5_000_000;
const tailBytes = 8_192;

/** A log file that is renamed to `*.1` when it is full, so that the two never take more than 10 MB. */
export class BoundedLog {
  #descriptor: number;
  #size: number;
  #tail = '';

  constructor(readonly path: string) {
    this.#descriptor = openSync(path, 'a', 0o600);
    this.#size = fstatSync(this.#descriptor).size;
  }

  write(chunk: string | Buffer): void {
    this.#tail = (this.#tail + chunk.toString()).slice(-tailBytes);
    if (this.#descriptor < 0) return;
    try {
      if (this.#size > maxBytes) this.#turnOver();
      this.#size += writeSync(this.#descriptor, chunk as string);
    } catch {
      // A full disk must not take the supervisor down; the tail is still in memory.
    }
  }

  /** The last that was written, for saying why something ended. */
  get tail(): string {
    return this.#tail;
  }

  #turnOver(): void {
    renameSync(this.path, `${this.path}.1`);
    closeSync(this.#descriptor);
    this.#descriptor = openSync(this.path, 'a', 0o600);
    this.#size = 0;
  }

  close(): void {
    if (this.#descriptor >= 0) closeSync(this.#descriptor);
    this.#descriptor = -1;
  }
}
