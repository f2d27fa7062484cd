import { once } from 'node:events';
import type { Server } from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { expect } from 'chai';
import { createServerWithoutFloods, WAITING_REQUESTS_MAX } from '../../../src/http/server/pipelining.ts';

const REQUEST = 'POST /pay HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 2\r\n\r\n{}';

describe('A connection that sends requests without waiting for answers', () => {
  let server: Server;
  /** Requests that Node made of the bytes that came, and those of them that were begun. */
  let parsed: number;
  let begun: number;

  beforeEach(async () => {
    [parsed, begun] = [0, 0];
    server = createServerWithoutFloods({}, (req, res) => {
      begun += 1;
      req.resume().once('end', () => setImmediate(() => res.end('paid')));
    });
    server.on('request', () => (parsed += 1));
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  /** Sends the requests in one piece; resolves when the connection is closed. */
  async function send(requests: string): Promise<string> {
    const socket = net.connect((server.address() as AddressInfo).port, '127.0.0.1');
    let answer = '';
    socket.setEncoding('utf8').on('data', (text: string) => (answer += text));
    socket.on('error', () => undefined);
    socket.write(requests);
    await new Promise((resolve) => socket.once('close', resolve));
    return answer;
  }

  it('is cut off at the first request too many, and costs no work for those that follow it', async () => {
    await send(REQUEST.repeat(5_000));
    expect(begun).to.equal(WAITING_REQUESTS_MAX);
    expect(parsed).to.equal(WAITING_REQUESTS_MAX + 1);
  });

  it('gets each answer when it sends as many as are allowed', async () => {
    const last = REQUEST.replace('Host', 'Connection: close\r\nHost');
    const answer = await send(REQUEST.repeat(WAITING_REQUESTS_MAX - 1) + last);
    expect(answer.match(/paid/g)).to.have.length(WAITING_REQUESTS_MAX);
    expect(parsed).to.equal(WAITING_REQUESTS_MAX);
  });
});
