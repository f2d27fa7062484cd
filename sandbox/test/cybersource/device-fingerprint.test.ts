import { expect } from 'chai';
import { startCybersourceSandbox, type CyberSourceSandbox } from '../../cybersource/start.ts';

const SESSION = 'org_id=sandbox&session_id=testrest1';
const SEEN = { userAgent: 'A browser', language: 'de', screen: '1280x900', timeZone: 'Europe/Berlin' };

describe('ThreatMetrix as the sandbox plays it', () => {
  let sandbox: CyberSourceSandbox;

  before(async () => {
    sandbox = await startCybersourceSandbox({ controlPort: 0 });
  });
  after(() => sandbox.close());

  const tell = async (query: string, body: string): Promise<number> =>
    (await fetch(`${sandbox.url}/fp/profile?${query}`, { method: 'POST', body })).status;

  it('serves its script to a session of an organization only, to every page and unkept', async () => {
    const script = await fetch(`${sandbox.url}/fp/tags.js?${SESSION}`);
    expect(script.status).to.equal(200);
    expect(script.headers.get('content-type')).to.match(/^text\/javascript/);
    expect(script.headers.get('cross-origin-resource-policy')).to.equal('cross-origin');
    expect(script.headers.get('cache-control')).to.equal('no-store');
    for (const query of ['', 'org_id=sandbox', 'session_id=s1', 'org_id=&session_id=s1'])
      expect((await fetch(`${sandbox.url}/fp/tags.js?${query}`)).status, query).to.equal(400);
  });

  it('remembers what a browser told, under its session, until it is reset', async () => {
    expect(await tell(SESSION, JSON.stringify(SEEN))).to.equal(204);
    const profile = { organizationId: 'sandbox', sessionId: 'testrest1', ...SEEN };
    expect(sandbox.control.deviceProfiles()).to.deep.equal([profile]);
    const served = await fetch(`${sandbox.controlUrl ?? ''}/device-profiles`);
    expect(await served.json()).to.deep.equal([profile]);
    sandbox.control.reset();
    expect(sandbox.control.deviceProfiles()).to.deep.equal([]);
  });

  it('takes nothing else', async () => {
    for (const [query, body] of [
      ['org_id=sandbox', JSON.stringify(SEEN)],
      [SESSION, 'no JSON'],
      [SESSION, JSON.stringify({ ...SEEN, language: 7 })],
    ] as const)
      expect(await tell(query, body)).to.equal(400);
    expect(sandbox.control.deviceProfiles()).to.deep.equal([]);
    expect((await fetch(`${sandbox.url}/fp/profile?${SESSION}`)).status).to.equal(405);
  });

  it('has the page and the picture for browsers without scripts', async () => {
    const types = await Promise.all(
      ['tags', 'clear.png'].map(async (name) =>
        (await fetch(`${sandbox.url}/fp/${name}?${SESSION}`)).headers.get('content-type'),
      ),
    );
    expect(types).to.deep.equal(['text/html; charset=utf-8', 'image/png']);
  });
});
