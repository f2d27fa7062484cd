import { Problem } from '../../domain/problem.ts';
import type { GatewayAccount } from '../../domain/settings.ts';
import type { MandateRehearsal } from '../../payments/health/configuration/mandate.ts';
import { fitRequest } from '../fields/grammar.ts';
import { paymentFields } from '../fields/payment-fields.ts';
import type { ClientFor } from './client.ts';

/** Sends one call as CyberSource's mandate wants it. Rejects with a Problem where nothing can be signed, or it is refused. */
export type RehearseMandate = (account: GatewayAccount, deadlineMs: number) => Promise<MandateRehearsal>;

/**
 * A verification without a card: CyberSource checks the signature, opens the envelope, misses the card and refuses (400,
 * missing field). No issuer is asked, and nothing can be held, because there is nothing to hold it on.
 */
const WITHOUT_A_CARD = fitRequest(
  {
    clientReferenceInformation: { code: 'configuration-check' },
    orderInformation: { amountDetails: { totalAmount: '0.00', currency: 'USD' } },
  },
  paymentFields,
);

export function createRehearseMandate(clientFor: ClientFor): RehearseMandate {
  return async (account, deadlineMs) => {
    const reply = await clientFor(account).send(
      (operations) => operations.createPayment(WITHOUT_A_CARD),
      deadlineMs,
    );
    if (reply.kind === 'silent')
      throw new Problem('gateway-failure', `CyberSource cannot be reached (${reply.cause}).`);
    if (reply.status === 401 || reply.status === 403)
      throw new Problem(
        'gateway-failure',
        `CyberSource refuses these keys with a JSON Web Token (HTTP ${reply.status}; setting merchantKeyId).`,
      );
    if (reply.status >= 500)
      throw new Problem('gateway-failure', `CyberSource answers HTTP ${reply.status}.`);
    const complaint = COMPLAINTS.find(({ field }) => reply.text.includes(field));
    if (complaint !== undefined) return { accepted: false, ...complaint.meaning };
    return { accepted: true, answerWasEncrypted: reply.wasEncrypted === true };
  };
}

/** What CyberSource names in a refusal that is about the envelope, not about what is in it. */
const COMPLAINTS = [
  {
    field: 'encryptedRequest',
    meaning: {
      setting: 'messageEncryptionCertificate',
      problem:
        'CyberSource cannot open what is encrypted for it: the certificate is not, or no longer, CyberSource’s.',
    },
  },
  {
    field: 'v-c-response-mle-kid',
    meaning: {
      setting: 'keyFileName',
      problem: 'CyberSource does not know the key that its answers are to be encrypted for.',
    },
  },
] as const;
