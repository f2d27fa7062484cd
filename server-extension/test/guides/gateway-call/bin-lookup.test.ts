import { expect } from 'chai';
import type { ComposedCall, Operations } from '../../../src/cybersource/client/operations.ts';
import type { TransportResult } from '../../../src/cybersource/client/transport.ts';
import type { GatewaySettings } from '../../../src/domain/settings.ts';
import { anAccount } from '../../cybersource/fixtures/builders.ts';
import { createIssuerLookup } from './bin-lookup.ts';

const settings = { account: anAccount() } as GatewaySettings;

/** A look-up whose call is composed for real and answered with this. */
function aLookup(reply: TransportResult): {
  readonly country: Promise<string>;
  readonly sent: ComposedCall[];
} {
  const sent: ComposedCall[] = [];
  const lookup = createIssuerLookup({
    clientFor: () => ({
      send(compose) {
        sent.push(compose({} as Operations));
        return Promise.resolve(reply);
      },
    }),
  });
  return { country: lookup.countryOf('1D1I2O4Z', settings), sent };
}

const answered = (status: number, body: object): TransportResult => ({
  kind: 'answered',
  status,
  text: JSON.stringify(body),
});

describe('The guide “A new call to CyberSource”', () => {
  it('composes the call with the SDK, as one that moves no money and is sent once', async () => {
    const { country, sent } = aLookup(answered(201, { issuerInformation: { country: 'AT' } }));
    expect(await country).to.equal('AT');
    expect(sent).to.have.length(1);
    expect(sent[0]).to.include({
      method: 'POST',
      path: '/bin/v1/binlookup',
      movesMoney: false,
      repeatable: false,
    });
    expect(sent[0]?.body).to.deep.equal({ tokenInformation: { jti: '1D1I2O4Z' } });
  });

  const noAnswers: readonly (readonly [string, TransportResult])[] = [
    ['no answer', { kind: 'silent', reached: 'maybe', cause: 'ECONNRESET' }],
    ['another status', answered(400, {})],
    ['an answer without a country', answered(201, { issuerInformation: {} })],
  ];
  for (const [what, reply] of noAnswers)
    it(`takes ${what} for no country`, async () => {
      const error = await aLookup(reply).country.catch((failure: unknown) => failure);
      expect(error).to.have.property('code', 'gateway-failure');
    });
});
