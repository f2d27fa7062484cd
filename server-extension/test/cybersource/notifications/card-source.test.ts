import { expect } from 'chai';
import type { TransportResult } from '../../../src/cybersource/client/transport.ts';
import { createCardSource } from '../../../src/cybersource/notifications/card-source.ts';
import { settings } from '../../builders/settings.ts';
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
