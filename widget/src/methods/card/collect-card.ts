import type { TextKey } from '../../texts.ts';
import { ShopperProblem, type CollectedCard } from '../payment-method.ts';
import { CardFieldsProblem, type CardFields, type CardFieldsProblemReason } from './card-fields.ts';
import type { Expiry } from './expiry.ts';
import { parseTransientToken } from './transient-token.ts';

const TEXT_FOR: Readonly<Record<CardFieldsProblemReason, TextKey>> = {
  fields: 'checkFields',
  cleared: 'fieldsCleared',
  unreachable: 'notCharged',
};

/** Makes a token for one attempt to pay and says of the card what an order may know. */
export async function collectCard(
  fields: CardFields,
  expiry: Expiry,
  nameOnCard: string,
): Promise<CollectedCard> {
  const { transientToken, sealed } = await fields.tokenize(expiry).catch((problem: unknown) => {
    const reason = problem instanceof CardFieldsProblem ? problem.reason : 'unreachable';
    throw new ShopperProblem(TEXT_FOR[reason]);
  });
  return {
    ...parseTransientToken(transientToken),
    nameOnCard,
    expiryMonth: expiry.month,
    expiryYear: expiry.year,
    customProperties: {
      paymentType: 'card',
      transientTokenJwt: transientToken,
      captureContext: sealed.captureContext,
      captureContextCipherEncrypted: sealed.cipher.encrypted,
      captureContextCipherIv: sealed.cipher.iv,
    },
  };
}
