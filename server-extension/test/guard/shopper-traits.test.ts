import type { IncomingMessage } from 'node:http';
import { expect } from 'chai';
import { shopperTraitsOf } from '../../src/guard/shopper-traits.ts';

function traits(
  headers: Readonly<Record<string, string>>,
  subject?: string,
  socket: object = { remoteAddress: '10.0.0.1', remotePort: 40_000 },
): readonly string[] {
  return shopperTraitsOf({ headers, socket } as unknown as IncomingMessage, subject);
}

describe('What tells askers apart where no network is known', () => {
  for (const name of ['x-forwarded-for', 'forwarded', 'x-real-ip', 'true-client-ip', 'cf-connecting-ip']) {
    it(`is what a proxy wrote into ${name}, whatever the connection`, () => {
      const one = traits({ [name]: '198.51.100.1' });
      expect(traits({ [name]: '198.51.100.1' }, undefined, {})).to.deep.equal(one);
      expect(traits({ [name]: '198.51.100.2' })).not.to.deep.equal(one);
      expect(traits({})).not.to.deep.equal(one);
    });
  }

  it('is all that proxies wrote, one after the other', () => {
    const both = traits({ 'x-forwarded-for': 'a', 'x-real-ip': 'b' });
    expect(both).to.deep.equal(traits({ 'x-forwarded-for': 'a,b' }));
    expect(both).not.to.deep.equal(traits({ 'x-forwarded-for': 'ab' }));
  });

  it('is the connection where no proxy wrote: its address and its port', () => {
    const one = traits({ 'user-agent': 'a browser' });
    expect(traits({})).to.deep.equal(one);
    for (const socket of [
      { remoteAddress: '10.0.0.2', remotePort: 40_000 },
      { remoteAddress: '10.0.0.1', remotePort: 40_001 },
      {},
    ])
      expect(traits({}, undefined, socket)).not.to.deep.equal(one);
    expect(traits({}, undefined, {})).to.have.length(1);
    expect(traits({}, undefined, {})).to.deep.equal(
      traits({}, undefined, { remoteAddress: '', remotePort: '' }),
    );
  });

  it('is what the request is about, too, where it names something', () => {
    const [route = '', subject] = traits({}, 'a token');
    expect(traits({})).to.deep.equal([route]);
    expect(traits({ forwarded: 'for=a' }, 'a token')[1]).to.equal(subject);
    expect(traits({}, 'another')[1]).not.to.equal(subject);
  });

  it('is never taken for something of another kind', () => {
    const [forwarded] = traits({ forwarded: 'a' });
    const [, subject] = traits({}, 'a');
    const [connection] = traits({}, undefined, { remoteAddress: 'a', remotePort: '' });
    expect(new Set([forwarded, subject, connection])).to.have.property('size', 3);
  });

  it('has 22 characters, and nothing of what was sent', () => {
    for (const trait of traits({ forwarded: `for=${'198.51.100.1,'.repeat(500)}` }, 'a token'))
      expect(trait).to.match(/^[\w-]{22}$/);
  });
});
