import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type NetConnectOpts, type Socket } from 'node:net';
import { createMessageReader, errorResponse } from '../../../../scripts/src/postgres/wire.ts';

/** A pooler as PgBouncer is with `pool_mode = transaction`: each transaction of a client goes to the next of two connections. */
export interface TransactionPooler {
  readonly port: number;
  end(): Promise<void>;
}

/** PgBouncer's, for what it cannot keep for a client. */
const REFUSED = ['statement_timeout', 'idle_in_transaction_session_timeout', 'options'];

export async function startTransactionPooler(target: NetConnectOpts): Promise<TransactionPooler> {
  const open = new Set<Socket>();
  const server = createServer((client) => {
    open.add(client);
    client.on('error', () => client.destroy());
    const asked = createMessageReader();
    let upstreams: readonly Socket[] = [];
    let turn = 0;
    let isIdle = true;

    client.on('data', (piece) => {
      asked.push(piece);
      for (
        let message = asked.next(upstreams.length > 0);
        message;
        message = asked.next(upstreams.length > 0)
      ) {
        if (upstreams.length === 0) {
          const refused = REFUSED.find((name) => message.bytes.toString('latin1').includes(`\0${name}\0`));
          if (refused !== undefined)
            client.end(
              errorResponse({ code: '08P01', message: `unsupported startup parameter: ${refused}` }, false),
            );
          upstreams = [0, 1].map((index) => join(index, message.bytes));
        } else {
          if (isIdle) turn = 1 - turn;
          isIdle = false;
          upstreams[turn]?.write(message.bytes);
        }
      }
    });
    client.on('close', () => {
      upstreams.forEach((upstream) => upstream.destroy());
    });

    function join(index: number, login: Buffer): Socket {
      const upstream = connect(target);
      open.add(upstream);
      upstream.on('error', () => client.destroy());
      upstream.write(login);
      const answered = createMessageReader();
      let isReady = false;
      upstream.on('data', (piece) => {
        answered.push(piece);
        for (let message = answered.next(true); message; message = answered.next(true)) {
          // Both have logged in; the client hears it of one.
          if (isReady || index === 0) client.write(message.bytes);
          if (message.type === 'Z') {
            if (isReady) isIdle = message.bytes.toString('latin1').endsWith('I');
            isReady = true;
          }
        }
      });
      return upstream;
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async end() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
