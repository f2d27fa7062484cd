import { expect } from 'chai';
import type { Authorize } from '../../../src/domain/payment/command.ts';
import type { GatewaySettings } from '../../../src/domain/settings.ts';
import { toCustomProperties } from '../../../src/occ/webhook/body/custom-properties.ts';
import { missingProof } from '../../../src/occ/webhook/required-proof.ts';
import type { Webhook } from '../../../src/occ/webhook/webhook.ts';
import { anAuthorization } from '../../builders/command.ts';

const saved = (more: object = {}): Partial<Authorize> => ({ instrument: { kind: 'saved-card', ...more } });
const by = (who: string): Partial<Authorize> => ({ initiation: { by: who } }) as Partial<Authorize>;
const withCode = saved({ securityCodeToken: 'a.b.c' });

describe('The proof that a payment with a saved card lacks', () => {
  const lacks = (
    authorize: Partial<Authorize>,
    settings: Partial<GatewaySettings>,
    { page = {}, startsSchedule = false } = {},
  ): Promise<unknown> =>
    missingProof(
      { customProperties: toCustomProperties(page) } as unknown as Webhook,
      anAuthorization(authorize),
      {
        securityCodeForSavedCards: false,
        securityCodeForScheduledOrders: false,
        payerAuthenticationEnabled: false,
        ...settings,
      } as GatewaySettings,
      async () => startsSchedule,
    );
  const code = { securityCodeForSavedCards: true };
  const scheduled = { securityCodeForScheduledOrders: true };
  const issuer = { payerAuthenticationEnabled: true };

  it('is nothing where the site asks for none', async () => {
    expect(await lacks(saved(), {}, { startsSchedule: true })).to.equal(undefined);
  });

  it('is the security code, unless it was typed', async () => {
    expect(await lacks(saved(), code)).to.equal('security-code');
    expect(await lacks(withCode, code)).to.equal(undefined);
  });

  it('is the security code of a schedule, where the payment starts one', async () => {
    expect(await lacks(saved(), scheduled, { startsSchedule: true })).to.equal('security-code-of-schedule');
    expect(await lacks(saved(), scheduled)).to.equal(undefined);
    expect(await lacks(withCode, scheduled, { startsSchedule: true })).to.equal(undefined);
  });

  it('is the issuer’s word, where nothing of a page came with a shopper’s payment', async () => {
    expect(await lacks(saved(), issuer)).to.equal('payer-authentication');
    expect(await lacks({ ...saved(), ...by('agent') }, issuer), 'by telephone').to.equal(undefined);
    expect(await lacks(saved(), issuer, { page: { deviceChannel: 'Browser' } })).to.equal(undefined);
  });

  it('is nothing of another card, and nothing of a run of a schedule', async () => {
    expect(await lacks({}, { ...code, ...issuer })).to.equal(undefined);
    expect(await lacks({ ...saved(), ...by('merchant') }, { ...code, ...issuer })).to.equal(undefined);
  });
});
