import { expect } from 'chai';
import { createOriginCheck, originDetails, originRefused } from '../../src/checkout/origin-check.ts';
import { Problem } from '../../src/domain/problem.ts';
import { someSettings } from '../cybersource/fixtures/builders.ts';

const OWN = 'https://shop.test';
const pages = createOriginCheck({ origins: () => Promise.resolve([OWN]) } as never);

async function codeOf(headers: object, allowedOrigins: readonly string[] = []) {
  const refused: unknown = await pages
    .requireShopOrigin({ headers } as never, someSettings({ allowedOrigins }))
    .catch((error: unknown) => error);
  return refused instanceof Problem ? refused.code : refused;
}

describe('Pages of the shop', () => {
  it('are those that the setting lists, else the site’s own', async () => {
    expect(await pages.origins(someSettings())).to.deep.equal([OWN]);
    expect(await pages.origins(someSettings({ allowedOrigins: ['https://a.test'] }))).to.deep.equal([
      'https://a.test',
    ]);
  });

  for (const [name, headers, code] of [
    ['one of them', { origin: OWN }, undefined],
    ['another page', { origin: 'https://other.test' }, 'not-allowed'],
    ['no page, as a program', {}, undefined],
    ['no page, from the same site', { 'sec-fetch-site': 'same-origin' }, undefined],
    ['no page, from another site', { 'sec-fetch-site': 'cross-site' }, 'not-allowed'],
    ['one of them, from another site', { origin: OWN, 'sec-fetch-site': 'cross-site' }, undefined],
  ] as const)
    it(`${code === undefined ? 'let through' : 'refuse'} ${name}`, async () => {
      expect(await codeOf(headers)).to.equal(code);
    });

  it('are no more the site’s own where the setting lists others', async () => {
    expect(await codeOf({ origin: OWN }, ['https://a.test'])).to.equal('not-allowed');
    expect(await codeOf({ origin: 'https://a.test' }, ['https://a.test'])).to.equal(undefined);
  });

  it('are named in the log where they are refused, with the setting', () => {
    const { site, channel } = someSettings();
    const details = { pageOrigin: 'https://other.test', setting: 'allowedOrigins', site, channel };
    expect(originDetails('https://other.test', { site, channel })).to.deep.equal(details);
    expect(originDetails(undefined, { site, channel })).to.include({ pageOrigin: 'not named' });
    expect(originRefused('No.', 'https://other.test', { site, channel })).to.deep.include({
      code: 'not-allowed',
      details,
    });
  });
});
