import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { readConfig } from '../../../src/config/config.ts';
import { paymentMethods } from '../../../src/methods/methods.ts';
import { warmUp } from '../../../src/assembly/workers/warm-up.ts';
import { recordSpans } from '../../builders/recorded-spans.ts';

describe('a warm-up', () => {
  let everyone: Server;
  let called = 0;
  const written: unknown[] = [];
  const write = process.stdout.write.bind(process.stdout);

  before(async () => {
    everyone = createServer().on('connection', (socket) => {
      called += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => everyone.listen(0, '127.0.0.1', resolve));
  });
  after(() => everyone.close());

  function aConfig(): ReturnType<typeof readConfig> {
    const url = `http://127.0.0.1:${(everyone.address() as AddressInfo).port}`;
    const values: Readonly<Record<string, string>> = {
      'atg.server.url': url,
      'atg.server.admin.url': url,
      'atg.application.credentials:atg.application.token': 'application-key',
      'crypto.service.key': 'a sealing key of the tests, long enough',
      'cybersource.intermediateHost': url,
    };
    return readConfig({ read: (name) => values[name], version: '0.0.0', isStandalone: true });
  }

  it('makes one payment at least, and counts those that were not approved', async () => {
    const config = aConfig();
    expect(await warmUp({ config, methods: paymentMethods }, 0)).to.deep.equal({ payments: 1, approved: 1 });
    expect(await warmUp({ config, methods: [] }, 0)).to.deep.equal({ payments: 1, approved: 0 });
  });

  it('makes payments that are approved, asks neither OCC nor CyberSource, and leaves no line and no trace', async () => {
    const config = aConfig();
    const { spans, stop } = recordSpans();
    process.stdout.write = (text: unknown) => written.push(text) > 0;
    const { payments, approved } = await warmUp({ config, methods: paymentMethods }, 3_000).finally(() => {
      process.stdout.write = write;
      stop();
    });
    expect(approved).to.equal(payments).and.to.be.above(0);
    expect(called).to.equal(0);
    expect(written).to.deep.equal([]);
    expect(spans).to.deep.equal([]);
  }).timeout(20_000);
});
