import { holdsCardNumber } from '../../domain/card/card-number.ts';
import type { CustomProperties } from './body/custom-properties.ts';
import { malformedField } from './shape/required-shape.ts';
import { isGiven } from './webhook.ts';
import type { WebhookBody } from './body/webhook-body.ts';

/**
 * A number or CVV here means that the storefront uses a card form of its own, which keeps the whole shop in PCI scope.
 *
 * @throws Problem `malformed-request` that names the field, never its value.
 */
export function refuseCardData({ cardDetails }: WebhookBody, customProperties: CustomProperties): void {
  if (holdsCardNumber(cardDetails?.number ?? '')) {
    throw malformedField(
      'body:cardDetails.number',
      'is a full card number: pay with the payment widget, which sends a token',
    );
  }
  const { cvv, token } = cardDetails ?? {};
  if (isGiven(cvv) && !isGiven(token) && !isFiller(cvv, customProperties)) {
    throw malformedField(
      'body:cardDetails.cvv',
      'must not be sent: pay with the payment widget, which sends a token',
    );
  }
}

/**
 * The earlier plugin's storefront puts these digits beside every token that it sends again after a challenge, because OCC
 * wants some: no shopper entered them, and they are not sent on.
 */
function isFiller(cvv: string, customProperties: CustomProperties): boolean {
  const isSentAgain =
    customProperties.has('authenticationTransactionId') || customProperties.get('challengeCode') === '04';
  return cvv === '123' && isSentAgain && isGiven(customProperties.get('transientTokenJwt'));
}
