import { expect } from 'chai';
import type { Problem } from '../../../src/domain/problem.ts';
import type { GatewaySettings } from '../../../src/domain/settings.ts';
import { createOperations } from '../../../src/cybersource/client/operations.ts';
import { createCardVault } from '../../../src/cybersource/vault/card-vault.ts';
import type { VaultedCardChange } from '../../../src/payments/ports/card-vault.ts';
import type { TransportResult } from '../../../src/cybersource/client/transport.ts';

const account: GatewaySettings['account'] = {
  merchantId: 'testrest',
  host: 'apitest.cybersource.com',
  credential: { kind: 'http-signature', keyId: 'key', secret: { reveal: () => '' } as never },
};
const settings = { account } as GatewaySettings;

function answered(status: number, body: object = {}): TransportResult {
  return { kind: 'answered', status, text: JSON.stringify(body) };
}

/** A vault whose calls are composed for real and answered in turn. */
function aVault(...replies: readonly TransportResult[]): {
  readonly vault: ReturnType<typeof createCardVault>;
  readonly asked: string[];
} {
  const asked: string[] = [];
  const operations = createOperations(account);
  const vault = createCardVault({
    clientFor: () => ({
      async send(compose) {
        const { method, path, body } = compose(operations);
        asked.push([method, path, ...(body === undefined ? [] : [JSON.stringify(body)])].join(' '));
        return replies[asked.length - 1] ?? expect.fail('one call too many');
      },
    }),
  });
  return { vault, asked };
}

const card = { customerId: 'CUSTOMER', paymentInstrumentId: 'CARD' };
const ofCustomer = '/tms/v2/customers/CUSTOMER/payment-instruments';

describe("CyberSource's card vault", () => {
  for (const status of [204, 404, 410]) {
    it(`has forgotten a card when it answers ${status}`, async () => {
      const { vault, asked } = aVault(answered(status));
      await vault.forget(card, settings);
      expect(asked).to.deep.equal([`DELETE ${ofCustomer}/CARD`]);
    });
  }

  it('forgets a card without a customer, too', async () => {
    const { vault, asked } = aVault(answered(204));
    await vault.forget({ paymentInstrumentId: 'CARD' }, settings);
    expect(asked).to.deep.equal(['DELETE /tms/v1/paymentinstruments/CARD']);
  });

  it('makes another card the default before it forgets the default', async () => {
    const list = { _embedded: { paymentInstruments: [{ id: 'CARD' }, { id: 'OTHER' }] } };
    const { vault, asked } = aVault(answered(409), answered(200, list), answered(200), answered(204));
    await vault.forget(card, settings);
    expect(asked).to.deep.equal([
      `DELETE ${ofCustomer}/CARD`,
      `GET ${ofCustomer}`,
      `PATCH ${ofCustomer}/OTHER {"default":true}`,
      `DELETE ${ofCustomer}/CARD`,
    ]);
  });

  const asItWas = { card: { expirationMonth: '01', expirationYear: '2030' }, billTo: { locality: 'Paris' } };

  it('changes expiry date and billing address, and puts both back when it is asked to', async () => {
    const { vault, asked } = aVault(answered(200, asItWas), answered(200), answered(200));
    const change = {
      expirationMonth: '06',
      expirationYear: '2033',
      billingAddress: { firstName: 'Ada', lastName: 'Lovelace', city: 'Rome', country: 'IT' },
    };
    const undo = await vault.change(card, change, settings);
    expect(asked[1]).to.include('{"card":{"expirationMonth":"06","expirationYear":"2033"},"billTo":');
    expect(asked[1]).to.include('"locality":"Rome"');
    await undo();
    expect(JSON.parse(asked[2]?.replace(/^PATCH \S+ /, '') ?? '')).to.deep.equal({
      ...asItWas,
      billTo: { firstName: null, lastName: null, country: null, locality: 'Paris' },
    });
  });

  it('gives the billing address without the person there, of a card with a customer and without one', async () => {
    const billTo = {
      firstName: 'Ada',
      lastName: 'Lovelace',
      company: 'Analytical Engines',
      email: 'ada@example.com',
      phoneNumber: '4155550100',
      address1: '1 Market Street',
      address2: '',
      locality: 'San Francisco',
      administrativeArea: 'CA',
      postalCode: '94105',
      country: 'US',
    };
    for (const [{ customerId, ...alone }, path] of [
      [card, `${ofCustomer}/CARD`],
      [{ paymentInstrumentId: 'CARD', customerId: undefined }, '/tms/v1/paymentinstruments/CARD'],
    ] as const) {
      const { vault, asked } = aVault(answered(200, { billTo }));
      const named = { ...alone, ...(customerId !== undefined && { customerId }) };
      expect(await vault.billingAddressOf(named, settings)).to.deep.equal({
        address1: '1 Market Street',
        city: 'San Francisco',
        state: 'CA',
        postalCode: '94105',
        country: 'US',
      });
      expect(asked).to.deep.equal([`GET ${path}`]);
    }
  });

  it('gives the second line of the address where there is one', async () => {
    const { vault } = aVault(answered(200, { billTo: { address1: '1 Rue A', address2: 'Bât. 2' } }));
    expect(await vault.billingAddressOf(card, settings)).to.deep.equal({
      address1: '1 Rue A',
      address2: 'Bât. 2',
    });
  });

  for (const instrument of [{}, { billTo: null }, { billTo: 'Paris' }, { billTo: { locality: 7 } }])
    it(`gives no billing address where the card has none: ${JSON.stringify(instrument)}`, async () => {
      const { vault } = aVault(answered(200, instrument));
      expect(await vault.billingAddressOf(card, settings)).to.deep.equal({});
    });

  for (const [reply, code] of [
    [answered(404), 'not-found'],
    [answered(500), 'gateway-failure'],
  ] as const)
    it(`says ${code} instead of a billing address after ${JSON.stringify(reply)}`, async () => {
      const { vault } = aVault(reply);
      const problem = await vault
        .billingAddressOf(card, settings)
        .catch((error: unknown) => error as Problem);
      expect(problem).to.include({ code });
    });

  it('removes the billing address again from a card that had none', async () => {
    const { vault, asked } = aVault(answered(200, {}), answered(200), answered(200));
    const undo = await vault.change(card, { billingAddress: { city: 'Rome', country: 'IT' } }, settings);
    await undo();
    expect(asked[2]).to.equal(`PATCH ${ofCustomer}/CARD {"billTo":null}`);
  });

  it('names the person of the address before again where another one names none, and leaves nothing else of it', async () => {
    const person = {
      firstName: 'Ada',
      lastName: 'Lovelace',
      company: 'Analytical Engines',
      email: 'ada@example.com',
      phoneNumber: '415',
    };
    const before = { billTo: { ...person, address1: '1 Rue A', address2: 'Bât. 2', locality: 'Paris' } };
    const changeTo = async (billingAddress: object): Promise<unknown> => {
      const { vault, asked } = aVault(answered(200, before), answered(200));
      await vault.change(card, { billingAddress }, settings);
      return JSON.parse(asked[1]?.replace(/^PATCH \S+ /, '') ?? '');
    };
    const address = { address1: 'Via B 2', city: 'Rome', country: 'IT' };
    const changed = { address1: 'Via B 2', address2: null, locality: 'Rome', country: 'IT' };
    expect(await changeTo(address)).to.deep.equal({ billTo: { ...person, ...changed } });
    expect(await changeTo({ ...address, firstName: 'Grace', lastName: 'Hopper' })).to.deep.equal({
      billTo: { ...person, ...changed, firstName: 'Grace', lastName: 'Hopper' },
    });
  });

  it('makes a card the default, and the one before when it is asked to', async () => {
    const list = { _embedded: { paymentInstruments: [{ id: 'CARD' }, { id: 'OTHER', default: true }] } };
    const { vault, asked } = aVault(
      answered(200, asItWas),
      answered(200, list),
      answered(200),
      answered(200),
    );
    const undo = await vault.change(card, { isDefault: true }, settings);
    await undo();
    expect(asked.slice(2)).to.deep.equal([
      `PATCH ${ofCustomer}/CARD {"default":true}`,
      `PATCH ${ofCustomer}/OTHER {"default":true}`,
    ]);
  });

  for (const [replies, code] of [
    [[answered(404)], 'not-found'],
    [[answered(410)], 'not-found'],
    [[answered(500)], 'gateway-failure'],
    [[answered(200, asItWas), answered(400)], 'unprocessable'],
    [[answered(200, asItWas), answered(502)], 'gateway-failure'],
  ] as const)
    it(`has changed nothing, and says ${code}, after ${JSON.stringify(replies.at(-1))}`, async () => {
      const { vault } = aVault(...replies);
      const change = { expirationMonth: '06', expirationYear: '2033' };
      const problem = await vault.change(card, change, settings).catch((error: unknown) => error as Problem);
      expect(problem).to.include({ code });
    });

  for (const reply of [
    answered(500),
    answered(403),
    { kind: 'silent', reached: 'maybe', cause: 'timeout' } satisfies TransportResult,
  ]) {
    it(`may still have the card after ${JSON.stringify(reply)}`, async () => {
      const { vault } = aVault(reply);
      const problem = await vault.forget(card, settings).catch((error: unknown) => error as Problem);
      expect(problem).to.include({ code: 'gateway-failure' });
    });
  }

  it('puts back the date alone where only one part of it was changed, and no address', async () => {
    for (const change of [{ expirationMonth: '06' }, { expirationYear: '2033' }]) {
      const { vault, asked } = aVault(answered(200, asItWas), answered(200), answered(200));
      const undo = await vault.change(card, change, settings);
      expect(asked[1]).to.equal(`PATCH ${ofCustomer}/CARD ${JSON.stringify({ card: change })}`);
      await undo();
      expect(asked[2]).to.equal(`PATCH ${ofCustomer}/CARD ${JSON.stringify({ card: asItWas.card })}`);
    }
  });

  it('changes a card without a customer, which is nobody’s default', async () => {
    const alone = { paymentInstrumentId: 'CARD' };
    const { vault, asked } = aVault(answered(200, asItWas), answered(200));
    const undo = await vault.change(alone, { isDefault: true }, settings);
    await undo();
    expect(asked).to.deep.equal([
      'GET /tms/v1/paymentinstruments/CARD',
      'PATCH /tms/v1/paymentinstruments/CARD {"default":true}',
    ]);
  });

  it('has nothing to put back where the card was the default before, or none was, or it cannot be known', async () => {
    const list = (...paymentInstruments: readonly object[]) =>
      answered(200, { _embedded: { paymentInstruments } });
    for (const reply of [
      list({ id: 'CARD', default: true }, { id: 'OTHER' }),
      list({ id: 'OTHER', default: false }),
      answered(200, { _embedded: {} }),
      { kind: 'silent', reached: 'maybe', cause: 'timeout' } satisfies TransportResult,
    ]) {
      const { vault, asked } = aVault(answered(200, asItWas), reply, answered(200));
      const undo = await vault.change(card, { isDefault: true }, settings);
      await undo();
      expect(asked).to.have.length(3);
    }
  });

  it('does not ask for the default where it is not to be changed', async () => {
    const { vault, asked } = aVault(answered(200, asItWas), answered(200));
    await vault.change(card, { expirationMonth: '06' }, settings);
    expect(asked).to.deep.equal([
      `GET ${ofCustomer}/CARD`,
      `PATCH ${ofCustomer}/CARD {"card":{"expirationMonth":"06"}}`,
    ]);
  });

  it('says so where what it was cannot be put back', async () => {
    for (const replies of [
      [answered(200, asItWas), answered(200), answered(500)],
      [
        answered(200, asItWas),
        answered(200, { _embedded: { paymentInstruments: [{ id: 'OTHER', default: true }] } }),
        answered(200),
        answered(500),
      ],
    ]) {
      const { vault } = aVault(...replies);
      const change: VaultedCardChange =
        replies.length === 3 ? { expirationMonth: '06' } : { isDefault: true };
      const undo = await vault.change(card, change, settings);
      expect(await undo().catch((error: unknown) => error as Problem)).to.include({
        code: 'gateway-failure',
      });
    }
  });

  for (const [status, isChanged] of [
    [199, false],
    [200, true],
    [299, true],
    [300, false],
  ] as const)
    it(`has ${isChanged ? '' : 'not '}changed a card when it answers ${status}`, async () => {
      const { vault } = aVault(answered(200, asItWas), answered(status));
      const problem = await vault
        .change(card, { expirationMonth: '06' }, settings)
        .then(() => undefined)
        .catch((error: unknown) => error as Problem);
      expect(problem?.code).to.equal(isChanged ? undefined : 'gateway-failure');
    });

  it('forgets the last card of a customer only where it may be deleted', async () => {
    for (const reply of [
      answered(200, { _embedded: { paymentInstruments: [{ id: 'CARD' }] } }),
      answered(404),
      { kind: 'silent', reached: 'maybe', cause: 'timeout' } satisfies TransportResult,
    ]) {
      const { vault, asked } = aVault(answered(409), reply, answered(204));
      await vault.forget(card, settings);
      expect(asked).to.deep.equal([
        `DELETE ${ofCustomer}/CARD`,
        `GET ${ofCustomer}`,
        `DELETE ${ofCustomer}/CARD`,
      ]);
      const refused = aVault(answered(409), reply, answered(409)).vault;
      expect(await refused.forget(card, settings).catch((error: unknown) => error as Problem)).to.include({
        code: 'gateway-failure',
      });
    }
  });

  it('waits five seconds for each call, and notes how it ended', async () => {
    const waits: number[] = [];
    const notes: unknown[] = [];
    const vault = createCardVault({
      clientFor: () => ({
        send: (_, deadlineMs) => {
          waits.push(deadlineMs);
          return Promise.resolve(
            waits.length === 1 ? answered(204) : { kind: 'silent', reached: 'no', cause: 'refused' },
          );
        },
      }),
      log: (...line: readonly unknown[]) => void notes.push(line),
    });
    const configured = { account: { ...account, configuredFor: { site: 'siteUS', channel: 'agent' } } };
    await vault.forget(card, configured as never);
    await vault.forget(card, configured as never).catch(() => undefined);
    expect(waits).to.deep.equal([5_000, 5_000]);
    expect(notes).to.deep.equal([
      ['vault.call', { site: 'siteUS', channel: 'agent', gatewayHttpStatus: 204 }],
      ['vault.call', { site: 'siteUS', channel: 'agent', noResponse: 'refused' }],
    ]);
  });
});
