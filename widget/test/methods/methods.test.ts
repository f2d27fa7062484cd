import { expect } from 'chai';
import { knockouts } from '../fakes/knockouts.ts';
import { componentRegister } from '../fakes/components.ts';
import { importWithTemplates } from '../fakes/templates.ts';

interface Method {
  open(offered: object): Promise<void>;
  options(): readonly { readonly id: string }[];
}

const { paymentMethods } = await importWithTemplates<{
  readonly paymentMethods: readonly { readonly type: string; create(context: object): Method }[];
}>(new URL('../../src/methods/methods.ts', import.meta.url));
/** What a page loads when a method is wanted. */
await importWithTemplates(new URL('../../src/entries/cybersource-saved-card-options.ts', import.meta.url));
await importWithTemplates(new URL('../../src/entries/cybersource-wallets.ts', import.meta.url));

const [[, ko] = expect.fail()] = knockouts;

describe('The ways to pay', () => {
  let profileId: string;
  let scripts: string[];
  let registered: ReadonlyMap<string, unknown>;

  beforeEach(() => {
    [profileId, scripts] = ['p1', []];
  });

  async function opened(nth: number): Promise<readonly string[]> {
    const register = componentRegister(ko);
    ({ registered } = register);
    const method = paymentMethods[nth]?.create({
      ko: register.ko,
      api: {
        call: async () => ({
          items: [{ id: 'c1', type: 'visa', nickname: '', last4: '1111', status: 'valid', isDefault: false }],
        }),
      },
      text: (key: string) => key,
      page: { document: { documentElement: { lang: 'en' } } },
      checkout: {
        profileId: () => profileId,
        isScheduled: () => false,
        total: () => ({ amount: '1.00', currency: 'USD' }),
      },
      loadScript: async (address: string) => {
        scripts.push(address);
        throw new Error('offline');
      },
      schedule: () => () => undefined,
    });
    await method?.open({ type: paymentMethods[nth]?.type, config: { countryCode: 'US' } });
    for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    return method?.options().map(({ id }) => id) ?? [];
  }

  it('are saved cards before a new card, and the wallets after both', () => {
    expect(paymentMethods.map(({ type }) => type)).to.deep.equal(['card', 'card', 'googlepay', 'applepay']);
  });

  it('have saved cards for a shopper who is signed in, and load nothing of them for a guest', async () => {
    expect(await opened(0)).to.deep.equal(['saved-c1']);
    expect([...registered.keys()]).to.include('cyb-saved-card-form');
    profileId = '';
    expect(await opened(0)).to.deep.equal([]);
    expect([...registered.keys()]).to.deep.equal([]);
  });

  it('have the new card for everybody', async () => {
    profileId = '';
    expect(await opened(1)).to.deep.equal(['card']);
  });

  it('have each wallet from its own owner', async () => {
    expect(await opened(2)).to.deep.equal([]);
    expect(scripts.at(-1)).to.include('pay.google.com');
    expect([...registered.keys()]).to.deep.equal(['cyb-wallet']);
    expect(await opened(3)).to.deep.equal([]);
    expect(scripts.at(-1)).to.include('apple.com');
  });
});
