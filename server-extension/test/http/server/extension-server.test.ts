import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { createExtensionServer, type ExtensionServer } from '../../../src/http/server/extension-server.ts';

describe('The HTTP server of our own', () => {
  let serving: ExtensionServer;
  let asked: string[];
  let lines: unknown[];
  let url: string;

  beforeEach(async () => {
    asked = [];
    lines = [];
    serving = createExtensionServer(
      (req, res) => {
        asked.push(req.url);
        res.end();
      },
      (event, fields) => lines.push([event, fields]),
    );
    serving.server.listen(0, '127.0.0.1');
    await once(serving.server, 'listening');
    url = `http://127.0.0.1:${(serving.server.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    serving.server.closeAllConnections();
    serving.server.close();
  });

  it('answers below the address at which OCC mounts the routes; all else is an unknown one', async () => {
    for (const path of [
      '/ccstorex/custom/isv-payment/v2/health?deep=1',
      '/ccstorex/custom/',
      '/ccstorex/custom',
      '/ccstorex/customer/isv-payment/v2/health',
      '/isv-payment/v2/health',
      '/other/ccstorex/custom/isv-payment/v2/health',
    ])
      await fetch(url + path);
    expect(asked).to.deep.equal(['/isv-payment/v2/health?deep=1', '/', '/', '/', '/', '/']);
  });

  it('keeps idle connections for longer than the minute after which proxies close them', async () => {
    const { headers } = await fetch(url);
    expect(Number(/^timeout=(\d+)$/.exec(headers.get('keep-alive') ?? '')?.[1])).to.be.within(61, 120);
  });

  it('turns connections away beyond its limit, and writes one line for many of them', () => {
    expect(serving.server.maxConnections).to.equal(2_000);
    for (let nth = 0; nth < 5; nth += 1) serving.server.emit('drop');
    expect(lines).to.deep.equal([['connections.dropped', { limit: 2_000 }]]);
  });

  it('says when its last connection has ended, and cuts off what goes on beyond its time', async () => {
    const hanging = createExtensionServer(
      () => undefined,
      () => undefined,
    );
    hanging.server.listen(0, '127.0.0.1');
    await once(hanging.server, 'listening');
    const failure = fetch(`http://127.0.0.1:${(hanging.server.address() as AddressInfo).port}/`).catch(
      (error: unknown) => error,
    );
    await once(hanging.server, 'request');
    await new Promise<void>((resolve) => {
      hanging.drain(10, resolve);
    });
    expect(await failure).to.be.instanceOf(TypeError);
  });
});
