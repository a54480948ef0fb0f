import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface Answer {
  status: number;
  head: string;
  /** Each byte one character: enough for JSON in ASCII. */
  body: string;
}

/**
 * One HTTP/1.1 connection that stays open and carries one request at a time. It does the least that a client can, because
 * it shares the machine with what it measures.
 */
export class Connection {
  readonly #socket: Socket;
  #received = '';
  #pending: { resolve(answer: Answer): void; reject(error: Error): void } | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true).setEncoding('latin1');
    socket.on('data', (chunk: string) => this.#take(chunk));
    socket.on('error', () => {}); // 'close' follows
    socket.on('close', () => this.#pending?.reject(new Error('the connection closed before the answer')));
  }

  static async open(url: string): Promise<Connection> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    return new Connection(socket);
  }

  get isOpen(): boolean {
    return this.#socket.writable;
  }

  /** @param request as `requestOf` makes it */
  send(request: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#pending = { resolve, reject };
      this.#socket.write(request);
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(chunk: string): void {
    this.#received += chunk;
    const headEnds = this.#received.indexOf('\r\n\r\n');
    if (headEnds === -1) return;
    const head = this.#received.slice(0, headEnds);
    const status = Number(head.slice(9, 12));
    const ends = endOfBody(head, status, this.#received, headEnds + 4);
    if (ends === undefined || this.#received.length < ends) return;
    const body = this.#received.slice(headEnds + 4, ends);
    this.#received = '';
    const pending = this.#pending;
    this.#pending = undefined;
    pending?.resolve({ status, head, body });
  }
}

function endOfBody(head: string, status: number, received: string, begins: number): number | undefined {
  if (status === 204 || status === 304) return begins;
  const length = /\r\ncontent-length: *(\d+)/i.exec(head);
  if (length) return begins + Number(length[1]);
  const last = received.lastIndexOf('0\r\n\r\n');
  return last >= begins ? last + 5 : undefined;
}

/** A request as bytes. `body` is sent as JSON. */
export function requestOf(
  method: string,
  path: string,
  { token, key, headers = {}, body }: RequestParts = {},
): string {
  let head = `${method} ${path} HTTP/1.1\r\nhost: bench\r\n`;
  if (token !== undefined) head += `authorization: Bearer ${token}\r\n`;
  if (key !== undefined) head += `idempotency-key: ${key}\r\n`;
  for (const [name, value] of Object.entries(headers)) head += `${name}: ${value}\r\n`;
  if (body === undefined) return `${head}\r\n`;
  const json = JSON.stringify(body);
  return `${head}content-type: application/json\r\ncontent-length: ${Buffer.byteLength(json)}\r\n\r\n${json}`;
}

export interface RequestParts {
  token?: string;
  /** Idempotency-Key. */
  key?: string;
  headers?: Record<string, string>;
  body?: unknown;
}
