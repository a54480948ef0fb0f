import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A wire between a client and a server that a test can cut. */
export interface TcpProxy {
  port: number;
  /** `url` with this proxy in the server's place. */
  through(url: string): string;
  /** Ends every connection and refuses new ones, until `restore`. */
  cut(): void;
  restore(): void;
  /** Connections that were refused. */
  readonly refusals: number;
  /** Decides about each chunk that a client sends; false holds it back. */
  onRequest: ((chunk: Buffer, wire: Wire) => boolean) | undefined;
  close(): Promise<void>;
}

export interface Wire {
  /** What the server says from now on goes to `listener` and not to the client. */
  intercept(listener: (chunk: Buffer) => void): void;
  /** Passes on what was held back. */
  pass(chunk: Buffer): void;
  /** Says something to the client in the server's place. */
  say(chunk: Buffer): void;
  cut(): void;
}

export async function startProxy(target: string): Promise<TcpProxy> {
  const { hostname, port } = new URL(target);
  const wires = new Set<Wire>();
  let isCut = false;
  let refusals = 0;
  const server = createServer((client) => {
    if (isCut) {
      refusals++;
      return void client.destroy();
    }
    const upstream = connect(Number(port), hostname);
    let listener: ((chunk: Buffer) => void) | undefined;
    const wire: Wire = {
      intercept(to) {
        listener = to;
      },
      pass: (chunk) => void upstream.write(chunk),
      say: (chunk) => void client.write(chunk),
      cut() {
        client.destroy();
        upstream.destroy();
        wires.delete(wire);
      },
    };
    wires.add(wire);
    client.on('data', (chunk) => {
      if (proxy.onRequest?.(chunk, wire) !== false) upstream.write(chunk);
    });
    upstream.on('data', (chunk) => (listener ? listener(chunk) : client.write(chunk)));
    for (const socket of [client, upstream] as Socket[]) {
      socket.on('error', () => {});
      socket.on('close', () => wire.cut());
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address() as { port: number };
  const proxy: TcpProxy = {
    port: address.port,
    through(url) {
      const changed = new URL(url);
      changed.hostname = '127.0.0.1';
      changed.port = String(address.port);
      return changed.href;
    },
    cut() {
      isCut = true;
      for (const wire of wires) wire.cut();
    },
    restore() {
      isCut = false;
    },
    get refusals() {
      return refusals;
    },
    onRequest: undefined,
    async close() {
      proxy.cut();
      server.close();
      await once(server, 'close');
    },
  };
  return proxy;
}
