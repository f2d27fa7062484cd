import type { TextKey } from '../../texts.ts';
import { ShopperProblem } from '../payment-method.ts';
import {
  CardFieldsProblem,
  type CardFields,
  type CardFieldsProblemReason,
  type TokenizedCard,
} from './card-fields.ts';
import type { Expiry } from './expiry.ts';

const TEXT_FOR: Readonly<Record<CardFieldsProblemReason, TextKey>> = {
  fields: 'checkFields',
  cleared: 'fieldsCleared',
  unreachable: 'notCharged',
};

/** Makes a token for one attempt to pay. Rejects with a {@link ShopperProblem}. */
export function collectToken(fields: CardFields, expiry?: Expiry): Promise<TokenizedCard> {
  return fields.tokenize(expiry).catch((problem: unknown) => {
    const reason = problem instanceof CardFieldsProblem ? problem.reason : 'unreachable';
    throw new ShopperProblem(TEXT_FOR[reason]);
  });
}

/** The token and its sealed capture context, as our webhook expects them. */
export function toTokenProperties({ transientToken, sealed }: TokenizedCard): Record<string, string> {
  return {
    paymentType: 'card',
    transientTokenJwt: transientToken,
    captureContext: sealed.captureContext,
    captureContextCipherEncrypted: sealed.cipher.encrypted,
    captureContextCipherIv: sealed.cipher.iv,
  };
}
