/** Payment instruments, of a customer or of none: what a body makes of them. */
import { toCardType } from '../../model/card.ts';
import type { InstrumentIdentifier, PaymentInstrument } from '../../model/saved-token.ts';
import type { Ids } from '../../values/ids.ts';
import { withMaskedTexts } from '../../values/mask.ts';
import { mergePatch } from '../../values/merge-patch.ts';
import type { TokenVault } from '../../tokens/token-vault.ts';
import type { EndpointResponse } from '../answers/answer.ts';
import { toTypeCode } from './card-types.ts';
import { fixedNumber, missingDependency, tokenError } from './errors.ts';
import { isAnswer, readAccount } from './read-account.ts';
import { detailsOf, type InstrumentBody } from './requests.ts';

const CARD_DETAILS = ['issueNumber', 'startMonth', 'startYear', 'useAs', 'tokenizedInformation'] as const;
const DETAILS = ['bankAccount', 'buyerInformation', 'processingInformation', 'merchantInformation'] as const;

/** A new payment instrument; a customer's first one is the default. */
export function createInstrument(
  owner: { readonly merchantId: string; readonly customerId?: string },
  body: InstrumentBody,
  vault: TokenVault,
  ids: Ids,
): PaymentInstrument | EndpointResponse {
  const identifier = identifierOf(owner.merchantId, body, vault);
  if (isAnswer(identifier)) return identifier;
  const fields = readFields(body);
  if (isAnswer(fields)) return fields;
  const instrument = vault.instruments.put({
    billTo: {},
    type: identifier.type,
    state: identifier.state,
    ...fields,
    ...owner,
    id: ids.token(),
    identifierId: identifier.id,
  });
  const isFirst = vault.customers.find(owner.merchantId, owner.customerId)?.defaultInstrumentId === undefined;
  makeDefault(instrument, body.default === true || isFirst, vault);
  return instrument;
}

/** A merge patch of the token; its number stays. */
export function changeInstrument(
  instrument: PaymentInstrument,
  body: InstrumentBody,
  vault: TokenVault,
): PaymentInstrument | EndpointResponse {
  if (body.card?.['number'] !== undefined) return fixedNumber('card.number');
  if (body.instrumentIdentifier?.card?.number !== undefined)
    return fixedNumber('instrumentIdentifier.card.number');
  const id = body.instrumentIdentifier?.id;
  const identifier = vault.identifiers.find(instrument.merchantId, id ?? instrument.identifierId);
  if (!identifier) return missingDependency('instrumentIdentifier.id');
  const fields = readFields(body);
  if (isAnswer(fields)) return fields;
  const { cardDetails, details, billTo, ...others } = fields;
  const changed = vault.instruments.put({
    ...instrument,
    ...others,
    identifierId: identifier.id,
    billTo: body.billTo === null ? {} : mergePatch(instrument.billTo, billTo ?? {}),
    cardDetails: mergePatch(instrument.cardDetails, cardDetails),
    details: mergePatch(instrument.details, details),
  });
  makeDefault(changed, body.default === true, vault);
  return changed;
}

type Fields = Pick<PaymentInstrument, 'cardDetails' | 'details'> &
  Partial<Pick<PaymentInstrument, 'billTo' | 'type' | 'expirationMonth' | 'expirationYear'>>;

function readFields(body: InstrumentBody): Fields | EndpointResponse {
  const { expirationMonth, expirationYear, type: written } = body.card ?? {};
  const type = written === undefined ? undefined : toTypeCode(written);
  if (written !== undefined && type === undefined)
    return tokenError(400, 'invalidFields', 'Invalid fields in the request.', [
      { name: 'type', location: 'card.type' },
    ]);
  return {
    cardDetails: detailsOf(body.card ?? {}, CARD_DETAILS),
    details: detailsOf(body, DETAILS),
    ...(body.billTo && { billTo: withMaskedTexts(body.billTo) as PaymentInstrument['billTo'] }),
    ...(type !== undefined && { type }),
    ...(expirationMonth !== undefined && { expirationMonth }),
    ...(expirationYear !== undefined && { expirationYear }),
  };
}

/** By its id, or by the number that stands in one of the three places where TMS takes one. */
function identifierOf(
  merchantId: string,
  body: InstrumentBody,
  vault: TokenVault,
): InstrumentIdentifier | EndpointResponse {
  const { instrumentIdentifier, _embedded: embedded, card } = body;
  if (instrumentIdentifier?.id !== undefined)
    return (
      vault.identifiers.find(merchantId, instrumentIdentifier.id) ??
      missingDependency('instrumentIdentifier.id')
    );
  if (typeof card?.['number'] === 'string')
    return vault.identify(merchantId, { number: card['number'], type: toCardType(card['number']) })
      .identifier;
  const account = embedded?.instrumentIdentifier
    ? readAccount(embedded.instrumentIdentifier, '_embedded.instrumentIdentifier.')
    : readAccount(instrumentIdentifier ?? {}, 'instrumentIdentifier.');
  return isAnswer(account) ? account : vault.identify(merchantId, account).identifier;
}

function makeDefault(
  { merchantId, customerId, id }: PaymentInstrument,
  isDefault: boolean,
  vault: TokenVault,
): void {
  const customer = vault.customers.find(merchantId, customerId);
  if (customer && isDefault) vault.customers.put({ ...customer, defaultInstrumentId: id });
}
