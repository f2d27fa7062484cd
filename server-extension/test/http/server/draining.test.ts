import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { expect } from 'chai';
import { createDraining, type Draining } from '../../../src/http/server/draining.ts';

describe('The connections of a server that is about to leave', () => {
  let draining: Draining;
  let server: Server;
  let responses: ServerResponse[];

  beforeEach(async () => {
    draining = createDraining();
    responses = [];
    server = createServer((_, res) => {
      draining.watch(res);
      responses.push(res);
      server.emit('asked');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  /** A connection that has asked once, and what it has got by its end. */
  async function ask(): Promise<{ readonly socket: Socket; readonly ended: Promise<string> }> {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    let text = '';
    socket.setEncoding('utf8').on('data', (piece: string) => (text += piece));
    const ended = once(socket, 'end').then(() => text);
    socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n');
    await once(server, 'asked');
    return { socket, ended };
  }

  it('end with the answer under way', async () => {
    const { ended } = await ask();
    draining.begin();
    responses[0]?.end('done');
    expect(await ended)
      .to.match(/connection: close/i)
      .and.match(/done$/);
  });

  it('end with the answer whose head has left already', async () => {
    const { ended } = await ask();
    responses[0]?.writeHead(200, { 'content-length': '4' }).write('do');
    draining.begin();
    responses[0]?.end('ne');
    expect(await ended)
      .to.match(/connection: keep-alive/i)
      .and.match(/done$/);
  });

  it('end with the first answer that begins afterwards', async () => {
    draining.begin();
    const { ended } = await ask();
    responses[0]?.end('done');
    expect(await ended).to.match(/connection: close/i);
  });

  it('stay open before', async () => {
    const { socket } = await ask();
    responses[0]?.end('done');
    await once(socket, 'data');
    socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n');
    await once(server, 'asked');
    expect(responses).to.have.length(2);
    socket.destroy();
  });
});
