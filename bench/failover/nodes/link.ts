import { startConnectionProxy } from '../../../scripts/src/postgres/connection-proxy.ts';

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
  let isCut = false;
  const proxy = await startConnectionProxy({ host: '127.0.0.1', port }, (client, upstream) => {
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const)
      from.on('data', (piece) => {
        if (!isCut) to.write(piece);
      });
  });

  return {
    port: proxy.port,
    cut() {
      isCut = true;
    },
    heal() {
      isCut = false;
      proxy.breakAll();
    },
    end: proxy.end,
  };
}
