/** From the fields' values to a transient token. */
import { matchCards } from '../../../cards/card-brands.ts';
import type { MicroformCaptureContext } from '../../capture-context.ts';
import type { FieldType, TokenOptions } from '../../options.ts';
import { collectValues } from './collect.ts';
import type { FieldValue, FieldPeers } from '../field/peers.ts';
import { requestToken } from './request-token.ts';
import { sealCard } from './seal-card.ts';

/**
 * Collects the card, seals it and has it turned into a token.
 * @throws MicroformError
 */
export async function tokenize(request: {
  readonly own: FieldValue;
  readonly fields: readonly FieldType[];
  readonly options: TokenOptions;
  readonly context: MicroformCaptureContext;
  readonly peers: FieldPeers;
}): Promise<string> {
  const { own, fields, options, context, peers } = request;
  const values = await collectValues(own, fields, peers);
  const jwe = await sealCard(toCardData(values, options, context.allowedCardNetworks), context);
  return requestToken(context.tokensUrl, jwe);
}

function toCardData(
  values: readonly FieldValue[],
  { type, expirationMonth, expirationYear }: TokenOptions,
  networks: readonly string[],
): Record<string, string> {
  const data: Record<string, string> = {};
  for (const { field, value } of values) data[field] = value;
  const cardType = type ?? matchCards(data['number'] ?? '', networks)[0]?.cybsCardType;
  if (cardType !== undefined) data['type'] = cardType;
  if (expirationMonth !== undefined) data['expirationMonth'] = expirationMonth;
  if (expirationYear !== undefined) data['expirationYear'] = expirationYear;
  return data;
}
