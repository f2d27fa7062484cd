import type { Instrument } from '../../domain/payment/command.ts';
import { toExpiryMonth, toExpiryYear } from '../../domain/card/card-expiry.ts';
import { present } from '../../domain/present.ts';
import { brandOf } from './card-brands.ts';
import { isGiven } from '../webhook/webhook.ts';

/** What OCC keeps of a saved card, in a webhook or in the shopper's profile. */
export interface SavedCardRecord {
  readonly token: string;
  readonly instrumentId?: string | null | undefined;
  readonly customerId?: string | null | undefined;
  readonly expiryMonth?: string | null | undefined;
  readonly expiryYear?: string | null | undefined;
  /** OCC's name of the brand. */
  readonly type?: string | null | undefined;
}

/**
 * A saved card by CyberSource's ids. What OCC's token is, its shape tells: CyberSource's OCC plugin up to 23.2.0 kept the
 * instrument identifier there, which has 16 to 19 digits; later versions and this extension keep the payment instrument, which has
 * 32 hexadecimal digits.
 */
export function toSavedCard(kept: SavedCardRecord): Extract<Instrument, { kind: 'saved-card' }> {
  const { token, instrumentId, customerId, expiryMonth, expiryYear, type } = kept;
  const isIdentifier = INSTRUMENT_IDENTIFIER.test(token);
  return {
    kind: 'saved-card',
    ...present({
      paymentInstrumentId: isIdentifier ? undefined : token,
      instrumentIdentifierId: [instrumentId, isIdentifier ? token : undefined].find(isGiven),
      customerId: [customerId].find(isGiven),
      expirationMonth: toExpiryMonth(expiryMonth),
      expirationYear: toExpiryYear(expiryYear),
      cardType: isGiven(type) ? brandOf(type)?.typeCode : undefined,
    }),
  };
}

/** CyberSource: TMS, ids of instrument identifiers that keep the last digits of the card's number. */
const INSTRUMENT_IDENTIFIER = /^\d{16,19}$/;
