import { toCardType } from '../../model/card.ts';
import type { VaultAccount } from '../../tokens/token-vault.ts';
import type { EndpointResponse } from '../answers/answer.ts';
import { missingFields } from './errors.ts';
import type { AccountBody } from './requests.ts';

/** The account that a body brings, card before bank account; the 400 where it brings none. */
export function readAccount(
  body: AccountBody,
  /** Where the body stands in the request, with a dot behind. */
  place = '',
): VaultAccount | EndpointResponse {
  const { card, bankAccount } = body;
  if (card?.number !== undefined) return { number: card.number, type: toCardType(card.number) };
  if (bankAccount) return { number: bankAccount.number, routingNumber: bankAccount.routingNumber, type: '' };
  return missingFields(`${place}card.number`);
}

/** Tells an answer from what was read. */
export const isAnswer = (read: object): read is EndpointResponse =>
  'status' in read && typeof read.status === 'number';
