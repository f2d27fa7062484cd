import { expect } from 'chai';
import { toConfigJson, toGatewayJson, toLocaleJson } from '../gateway-files.ts';
import { settings } from '../settings.ts';
import { en } from '../texts/en.ts';

interface Property {
  readonly id: string;
  readonly type: string;
  readonly defaultValue?: unknown;
  readonly options?: readonly { readonly value: string }[];
}

describe('files of the payment gateway', () => {
  const config = toConfigJson() as { readonly properties: readonly Property[] };
  const { resources } = toLocaleJson(en);

  it('name a text for every resource that they refer to', () => {
    const referred = JSON.stringify(config).matchAll(/ResourceId":"([^"]+)"/g);
    for (const [, key = ''] of referred) expect(resources[key], key).to.be.a('string').and.not.equal('');
  });

  it('hold no text that nothing refers to', () => {
    const referred = [...JSON.stringify(config).matchAll(/ResourceId":"([^"]+)"/g)].map(([, key]) => key);
    expect(Object.keys(resources).filter((key) => !referred.includes(key))).to.deep.equal([]);
  });

  it('join the default of several choices by commas, as OCC keeps it', () => {
    const property = config.properties.find(({ id }) => id === 'paymentOptions');
    expect(property?.defaultValue).to.equal('card,googlepay,applepay');
  });

  it('give a password no default', () => {
    const passwords = config.properties.filter(({ type }) => type === 'passwordType');
    expect(passwords).to.have.lengthOf(2);
    for (const password of passwords) expect(password).not.to.have.property('defaultValue');
  });

  it('list every setting once, in order', () => {
    expect(config.properties.map(({ id }) => id)).to.deep.equal(settings.map(({ id }) => id));
    expect(new Set(config.properties.map(({ id }) => id)).size).to.equal(settings.length);
  });

  it('send cards to the generic payment webhook', () => {
    expect(toGatewayJson()).to.deep.include({
      paymentMethodTypes: ['generic', 'card'],
      processors: { card: 'card3ds' },
    });
  });
});
