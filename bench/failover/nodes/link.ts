import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** The network from one server to another one, on 127.0.0.1. */
export interface Link {
  readonly port: number;
  /** From now on nothing passes in either direction: nothing is closed, nothing is refused, new connections get no answer. */
  cut(): void;
  /** Lets new connections pass again; those from before are closed. */
  heal(): void;
  end(): Promise<void>;
}

/** @param port the server that it leads to. */
export async function startLink(port: number): Promise<Link> {
  const open = new Set<Socket>();
  let isCut = false;

  const server = createServer((client) => {
    const upstream = connect({ host: '127.0.0.1', port });
    const close = (): void => {
      for (const socket of [client, upstream]) {
        socket.destroy();
        open.delete(socket);
      }
    };
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(from);
      from.setNoDelay(true);
      from.on('error', close);
      from.on('close', close);
      from.on('data', (piece) => {
        if (!isCut) to.write(piece);
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    port: (server.address() as AddressInfo).port,
    cut() {
      isCut = true;
    },
    heal() {
      isCut = false;
      for (const socket of open) socket.destroy();
    },
    async end() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
