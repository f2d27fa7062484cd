import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { expect } from 'chai';
import { Secret } from '../../../src/domain/secret.ts';
import { createEmailReceiver } from '../../../src/telemetry/alerts/messages/email.ts';

/** TLS: the first byte of a record in which a client begins. */
const TLS_HANDSHAKE = 22;

describe('An e-mail about alerts to a server that says nothing', () => {
  let server: Server;
  let sockets: Socket[];
  let ending: AbortController;

  beforeEach(async () => {
    sockets = [];
    ending = new AbortController();
    server = createServer((socket) => {
      sockets.push(socket.on('error', () => undefined));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  function send(protocol: 'smtp' | 'smtps'): Promise<unknown> {
    const { port } = server.address() as AddressInfo;
    const receiver = createEmailReceiver({
      server: new Secret(`${protocol}://127.0.0.1:${port}`),
      to: 'payments@shop.example',
      from: 'alerts@shop.example',
      isEncrypted: false,
    });
    const message = { subject: 'Firing', text: 'x', alerts: [] } as never;
    return receiver.send(message, ending.signal).then(
      () => 'sent',
      (error: unknown) => (error instanceof Error ? error.message : error),
    );
  }
  async function connection(): Promise<Socket> {
    if (sockets.length === 0) await once(server, 'connection');
    return sockets[0] ?? expect.fail();
  }

  it('begins with TLS where the address is smtps', async () => {
    const sending = send('smtps');
    const [first] = (await once(await connection(), 'data')) as [Buffer];
    expect(first[0]).to.equal(TLS_HANDSHAKE);
    ending.abort();
    await sending;
  });

  it('waits for the server’s greeting where the address is smtp', async () => {
    const sending = send('smtp');
    const socket = await connection();
    socket.write('220 mail.example ESMTP\r\n');
    const [first] = (await once(socket, 'data')) as [Buffer];
    expect(first.toString()).to.match(/^EHLO /);
    ending.abort();
    await sending;
  });

  it('is given up as soon as the process ends', async () => {
    const sending = send('smtp');
    await connection();
    ending.abort();
    expect(await sending).to.equal('the time is up');
  });
});
