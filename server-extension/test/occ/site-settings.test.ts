import { expect } from 'chai';
import { Problem } from '../../src/domain/problem.ts';
import type { SiteId } from '../../src/domain/ids.ts';
import type { GatewaySettings } from '../../src/domain/settings.ts';
import { createSettingsFor, parseSiteSettings } from '../../src/occ/site-settings.ts';
import { someSettings } from '../builders/occ.ts';

const site = 'siteUS' as SiteId;

function parse(values: Readonly<Record<string, unknown>>): GatewaySettings {
  return parseSiteSettings({ data: { storefront: values } }, site, 'storefront');
}

describe('site settings', () => {
  it('take several choices as an array or joined by commas', () => {
    for (const saleEnabled of [['card', 'applepay'], 'card,applepay', 'card, applepay']) {
      expect([...parse(someSettings({ saleEnabled })).saleTypes]).to.deep.equal(['card', 'applepay']);
    }
  });

  it('allow a payment option only with its payment method', () => {
    const types = (paymentMethodTypes: string): string[] => [
      ...parse(someSettings({ paymentMethodTypes })).enabledTypes,
    ];
    expect(types('card')).to.deep.equal(['card']);
    expect(types('generic')).to.deep.equal(['googlepay', 'applepay']);
    expect(types('')).to.deep.equal([]);
  });

  it('fall back to the documented defaults', () => {
    const settings = parse({
      merchantID: 'm',
      merchantKeyId: 'k',
      merchantsecretKey: 's',
      runEnvironment: 'api.cybersource.com',
    });
    expect(settings).to.include({ amountConvention: 'iso', payerAuthenticationEnabled: true });
    expect(settings.account.credential.kind).to.equal('shared-secret-jwt');
    expect([...settings.enabledTypes]).to.deep.equal(['card', 'googlepay', 'applepay']);
  });

  it('sign as the administrator chose', () => {
    const kind = (values: object): string => parse(someSettings(values as never)).account.credential.kind;
    expect(kind({ authenticationType: 'http_signature' })).to.equal('http-signature');
    expect(kind({ authenticationType: 'JWT' })).to.equal('shared-secret-jwt');
    expect(kind({ authenticationType: 'JWT', jwtKeyType: 'SHARED_SECRET' })).to.equal('shared-secret-jwt');
    expect(() => kind({ authenticationType: 'JWT', jwtKeyType: 'P12' })).to.throw(Problem, /P12/);
  });

  it('never show the key by printing', () => {
    const printed = JSON.stringify(parse(someSettings({ merchantsecretKey: 'canary-key' })));
    expect(printed).not.to.contain('canary-key');
  });

  for (const id of ['merchantID', 'merchantKeyId', 'merchantsecretKey', 'runEnvironment']) {
    it(`name ${id} when it is missing`, () => {
      expect(() => parse(someSettings({ [id]: ' ' }))).to.throw(
        Problem,
        new RegExp(`${id}.*siteUS.*storefront`),
      );
    });
  }

  for (const host of [
    'evil.test',
    'api.cybersource.com.evil.test',
    'http://127.0.0.1',
    'api.cybersource.com:8443',
    'x@api.cybersource.com',
  ]) {
    it(`send no signed request to ${host}`, () => {
      expect(() => parse(someSettings({ runEnvironment: host })))
        .to.throw(Problem, /runEnvironment/)
        .and.satisfy((error: Problem) => !error.message.includes(host));
    });
  }

  it('want a value that is one of the options', () => {
    expect(() => parse(someSettings({ amountConvention: 'cents' }))).to.throw(Problem, /amountConvention/);
  });

  it('are missing aloud when the channel was never saved, or the answer is something else', () => {
    for (const raw of [{ data: {} }, { data: { storefront: null } }, {}, null, 'text', []]) {
      expect(() => parseSiteSettings(raw, site, 'storefront'))
        .to.throw(Problem)
        .with.property('code', 'not-configured');
    }
  });

  it('are kept apart by site and by channel', async () => {
    const asked: string[] = [];
    const api = {
      siteSettings: async (_gateway: string, id: SiteId) => {
        asked.push(id);
        return {
          data: {
            agent: someSettings({ merchantID: `${id}-agent` }),
            storefront: someSettings({ merchantID: `${id}-store` }),
          },
        };
      },
    };
    const settingsFor = createSettingsFor(api as never, {
      ttlMs: 60_000,
      capacity: 10,
      now: () => new Date(),
    });
    const merchants = await Promise.all(
      [
        settingsFor(site, 'storefront'),
        settingsFor(site, 'agent'),
        settingsFor('siteJP' as SiteId, 'storefront'),
        settingsFor(site, 'storefront'),
      ].map(async (settings) => (await settings).account.merchantId),
    );
    expect(merchants).to.deep.equal(['siteUS-store', 'siteUS-agent', 'siteJP-store', 'siteUS-store']);
    expect(asked).to.have.length(3);
  });
});
