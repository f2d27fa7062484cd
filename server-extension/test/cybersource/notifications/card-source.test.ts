import { expect } from 'chai';
import { createOperations } from '../../../src/cybersource/client/operations.ts';
import type { TransportResult } from '../../../src/cybersource/client/transport.ts';
import { createCardSource } from '../../../src/cybersource/notifications/card-source.ts';
import { settings } from '../../builders/settings.ts';
import { anAccount } from '../fixtures/builders.ts';
import { refusal } from '../../builders/refusal.ts';

const answered = (status: number, body: object = {}): TransportResult => ({
  kind: 'answered',
  status,
  text: JSON.stringify(body),
});

describe('a saved card in the vault', () => {
  const read = (reply: TransportResult): Promise<unknown> =>
    createCardSource({ clientFor: () => ({ send: async () => reply }) }).read(
      { paymentInstrumentId: 'p1', customerId: 'k1' },
      settings,
    );

  it('is present with what the vault says of it', async () => {
    const body = { card: { expirationMonth: '12', expirationYear: '2031' }, state: 'ACTIVE' };
    expect(await read(answered(200, body))).to.deep.equal({
      kind: 'present',
      expirationMonth: '12',
      expirationYear: '2031',
      state: 'ACTIVE',
    });
  });

  it('is deleted only where the vault says so; one that the account never had may be another account’s', async () => {
    expect(await read(answered(410))).to.deep.equal({ kind: 'deleted' });
    expect(await read(answered(404))).to.equal(undefined);
  });

  for (const [what, token, path] of [
    [
      'the card of a customer',
      { paymentInstrumentId: 'p1', instrumentIdentifierId: 'i1', customerId: 'k1' },
      '/tms/v2/customers/k1/payment-instruments/p1',
    ],
    [
      'a card of its own',
      { paymentInstrumentId: 'p1', instrumentIdentifierId: 'i1' },
      '/tms/v1/paymentinstruments/p1',
    ],
    ['a card number alone', { instrumentIdentifierId: 'i1' }, '/tms/v1/instrumentidentifiers/i1'],
  ] as const)
    it(`is asked for as ${what}`, async () => {
      const asked: string[] = [];
      const source = createCardSource({
        clientFor: () => ({
          send: async (compose) => {
            asked.push(compose(createOperations(anAccount())).path);
            return answered(404);
          },
        }),
      });
      await source.read(token, settings);
      expect(asked).to.deep.equal([path]);
    });

  it('is not asked for where it names nothing that is in the vault', async () => {
    const source = createCardSource({
      clientFor: () => ({ send: () => expect.fail('Nothing can be asked.') }),
    });
    expect(await source.read({ customerId: 'k1' }, settings)).to.equal(undefined);
  });

  for (const [what, reply] of [
    ['a failure', answered(502)],
    ['a refusal', answered(401)],
    ['an answer that is no JSON', { kind: 'answered', status: 200, text: '<html>' }],
    ['silence', { kind: 'silent', reached: 'maybe', cause: 'ECONNRESET' }],
  ] as const)
    it(`is not known after ${what}`, async () => {
      expect(await refusal(read(reply))).to.have.property('code', 'gateway-failure');
    });
});
