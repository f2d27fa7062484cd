import type { Authorize } from '../domain/payment/command.ts';
import { Problem } from '../domain/problem.ts';
import type { GatewaySettings } from '../domain/settings.ts';
import type { ReadChargeBasis } from './attempt/read-charge-basis.ts';
import type { Journal } from './ports/journal.ts';
import { paymentOpenedBy } from './resolve-payment.ts';
import { claimRuleFor } from './rules/claim-rule.ts';
import { ANOTHER_BODY } from './rules/follow-on/refusal-messages.ts';
import { attemptsOfPayment } from './attempt/attempts-of-payment.ts';

/**
 * Whether a charge would be sent now, or be answered with the one that stands. Judged by the rules that would carry it out; nothing
 * is sent, and nothing is written.
 *
 * @throws Problem as the charge itself would: `conflict`, `in-progress`, `wait-for-result`
 */
export type PreviewCharge = (command: Authorize, settings: GatewaySettings) => Promise<'sent' | 'stands'>;

export interface PreviewChargeDeps {
  readonly journal: Pick<Journal, 'ofOrder'>;
  /** Where every instance has a journal of its own. */
  readonly readChargeBasis?: ReadChargeBasis;
}

export function createPreviewCharge({ journal, readChargeBasis }: PreviewChargeDeps): PreviewCharge {
  return async (command, settings) => {
    const payment = paymentOpenedBy(command);
    const recorded = await readChargeBasis?.(command, payment, settings);
    if (recorded?.kind === 'repeated') return 'stands';
    const ofPayment = await attemptsOfPayment(journal, { orderId: command.orderId, payment });
    const own = ofPayment.findLast(({ key }) => key === command.key);
    if (own !== undefined && own.fingerprint !== command.fingerprint)
      throw new Problem('conflict', ANOTHER_BODY);
    if (own?.result !== undefined && own.result.outcome !== 'not-sent') return 'stands';
    const decision = claimRuleFor(command, recorded?.basis)(ofPayment, []);
    switch (decision.verdict) {
      case 'proceed':
        return 'sent';
      case 'existing':
        return 'stands';
      case 'refused':
        throw new Problem('conflict', decision.problem);
      case 'blocked':
      case 'wait':
      case 'changed':
        throw new Problem('in-progress', 'This payment group is being charged. Ask again later.');
    }
  };
}
