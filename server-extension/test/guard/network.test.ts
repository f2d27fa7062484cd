import { expect } from 'chai';
import type { IncomingMessage } from 'node:http';
import { createClientAddress, createClientNetwork } from '../../src/guard/client-network.ts';
import { networkOf } from '../../src/guard/network.ts';

describe('the network of an address', () => {
  const NETWORKS: readonly (readonly [string, string | undefined])[] = [
    ['203.0.113.7', '203.0.113.0/24'],
    ['::ffff:203.0.113.7', '203.0.113.0/24'],
    ['::ffff:cb00:7107', '203.0.113.0/24'],
    ['2001:db8:1:2ff::1', '2001:db8:1:200::/56'],
    ['2001:DB8:1:200:ffff::', '2001:db8:1:200::/56'],
    ['2001:db8:1:300::1', '2001:db8:1:300::/56'],
    ['[2001:db8:1:2ff::1]', '2001:db8:1:200::/56'],
    ['10.1.2.3', undefined],
    ['172.31.0.1', undefined],
    ['172.32.0.1', '172.32.0.0/24'],
    ['192.168.1.1', undefined],
    ['100.64.0.1', undefined],
    ['169.254.1.1', undefined],
    ['127.0.0.1', undefined],
    ['::1', undefined],
    ['::ffff:10.0.0.1', undefined],
    ['fe80::1%eth0', undefined],
    ['fd00::1', undefined],
    ['0.0.0.0', undefined],
    ['::', undefined],
    ['fe80::1', undefined],
    ['100.128.0.1', '100.128.0.0/24'],
    [' 203.0.113.7 ', '203.0.113.0/24'],
    ['2001:db8:1:2ff::1%eth0', '2001:db8:1:200::/56'],
    ['0313.0.0.7', undefined],
    ['0xcb007107', undefined],
    ['', undefined],
    ['unknown', undefined],
    ['203.0.113.7.evil', undefined],
    ['203.0.113.777', undefined],
  ];
  for (const [address, network] of NETWORKS) {
    it(`of ${address || 'nothing'} is ${network ?? 'not known'}`, () => {
      expect(networkOf(address)).to.equal(network);
    });
  }
});

describe('the network of a request', () => {
  function aRequest(remoteAddress: string, headers: object = {}): IncomingMessage {
    return { headers, socket: { remoteAddress } } as unknown as IncomingMessage;
  }

  it('is that of the connection, whatever headers say, unless a header is configured', () => {
    const networkOfRequest = createClientNetwork({ proxies: 1 });
    expect(networkOfRequest(aRequest('203.0.113.7', { 'x-forwarded-for': '8.8.8.8' }))).to.equal(
      '203.0.113.0/24',
    );
  });

  it('may be a proxy’s that is not configured: that is logged once', () => {
    let reportedResult = 0;
    const networkOfRequest = createClientNetwork({ proxies: 1 }, () => (reportedResult += 1));
    networkOfRequest(aRequest('203.0.113.7'));
    networkOfRequest(aRequest('10.0.0.1', { 'x-forwarded-for': '8.8.8.8' }));
    expect(reportedResult).to.equal(0);
    for (const forwarded of ['8.8.8.8', '9.9.9.9'])
      networkOfRequest(aRequest('203.0.113.7', { 'x-forwarded-for': forwarded }));
    expect(reportedResult).to.equal(1);
  });

  it('is what the nearest of our proxies heard, as many entries from the end as there are proxies', () => {
    const forwarded = { 'x-forwarded-for': '8.8.8.8, 203.0.113.7:51234, [2001:db8::1]:443' };
    const far = createClientNetwork({ header: 'x-forwarded-for', proxies: 2 });
    const near = createClientNetwork({ header: 'x-forwarded-for', proxies: 1 });
    expect(far(aRequest('10.0.0.1', forwarded))).to.equal('203.0.113.0/24');
    expect(near(aRequest('10.0.0.1', forwarded))).to.equal('2001:db8::/56');
  });

  it('is what the last of several headers of the name says', () => {
    const networkOfRequest = createClientNetwork({ header: 'x-forwarded-for', proxies: 1 });
    const headers = { 'x-forwarded-for': ['8.8.8.8', '203.0.113.7'] };
    expect(networkOfRequest(aRequest('10.0.0.1', headers))).to.equal('203.0.113.0/24');
  });

  it('is not known of a connection that is gone', () => {
    const request = { headers: {}, socket: {} } as unknown as IncomingMessage;
    expect(createClientNetwork({ proxies: 1 })(request)).to.equal(undefined);
    expect(createClientAddress({ proxies: 1 })(request)).to.equal(undefined);
  });

  it('is no proxy’s that is not configured where a header is', () => {
    let reportedResult = 0;
    const networkOfRequest = createClientNetwork({ header: 'x-real-ip', proxies: 1 }, () => {
      reportedResult += 1;
    });
    networkOfRequest(aRequest('203.0.113.7', { 'x-forwarded-for': '8.8.8.8', 'x-real-ip': '8.8.8.8' }));
    expect(reportedResult).to.equal(0);
  });

  it('is not known when the header is missing, short or nonsense', () => {
    const networkOfRequest = createClientNetwork({ header: 'x-forwarded-for', proxies: 2 });
    for (const headers of [{}, { 'x-forwarded-for': '8.8.8.8' }, { 'x-forwarded-for': 'a, b' }]) {
      expect(networkOfRequest(aRequest('203.0.113.7', headers))).to.equal(undefined);
    }
  });
});

describe('the address of a request', () => {
  function aRequest(remoteAddress: string, headers: object = {}): IncomingMessage {
    return { headers, socket: { remoteAddress } } as unknown as IncomingMessage;
  }

  it('is that of the connection, unless that is a private one: a proxy’s', () => {
    const addressOf = createClientAddress({ proxies: 1 });
    expect(addressOf(aRequest('203.0.113.7', { 'x-forwarded-for': '8.8.8.8' }))).to.equal('203.0.113.7');
    expect(addressOf(aRequest('::ffff:203.0.113.7'))).to.equal('203.0.113.7');
    expect(addressOf(aRequest('10.0.0.1'))).to.equal(undefined);
  });

  it('is what the configured header says, as far as our own proxies wrote it', () => {
    const addressOf = createClientAddress({ header: 'x-forwarded-for', proxies: 2 });
    const said = (forwarded: string) => addressOf(aRequest('10.0.0.1', { 'x-forwarded-for': forwarded }));
    expect(said('8.8.8.8, [2001:db8::1]:443, 10.0.0.2')).to.equal('2001:db8::1');
    expect(said('192.168.0.7, 10.0.0.2')).to.equal('192.168.0.7');
    expect(said('8.8.8.8')).to.equal(undefined);
    expect(said('nonsense, 10.0.0.2')).to.equal(undefined);
  });
});
