/** `/tms/v1/instrumentidentifiers`. */
import { mergePatch } from '../../values/merge-patch.ts';
import type { InstrumentIdentifier } from '../../model/saved-token.ts';
import type { Ids } from '../../values/ids.ts';
import { provision } from '../../tokens/provision.ts';
import { isThere } from '../../tokens/token-store.ts';
import type { TokenVault } from '../../tokens/token-vault.ts';
import type { EndpointResponse } from '../answers/answer.ts';
import { toJson } from '../requests/body.ts';
import { call, type ApiCall } from '../routes/api-call.ts';
import { at, fromBody, listAnswer, tokenAnswer, whyStale } from './answers.ts';
import { toIdentifierBody, toInstrumentBody } from './bodies.ts';
import {
  absent,
  faultyFields,
  fixedNumber,
  JSON_TYPE,
  missingFields,
  removed,
  tokenError,
} from './errors.ts';
import { isAnswer, readAccount } from './read-account.ts';
import { detailsOf, identifierBody, type IdentifierBody } from './requests.ts';

const PATH = '/tms/v1/instrumentidentifiers';
const DETAILS = ['billTo', 'issuer'] as const;

/** Create (200 for an account that is there already), read, change, delete, list its payment instruments, enrol. */
export function createIdentifierCalls(vault: TokenVault, ids: Ids, now: () => Date): readonly ApiCall[] {
  const show = (identifier: InstrumentIdentifier): object => toIdentifierBody(identifier, vault);
  const deps = { vault, ids, now };
  const enrol = (identifier: InstrumentIdentifier, { card }: IdentifierBody): void => {
    const { merchantId, id: identifierId, number, type } = identifier;
    const { expirationMonth, expirationYear } = card ?? {};
    provision({ merchantId, identifierId, number, type, expirationMonth, expirationYear }, deps);
  };
  const current = ({ merchantId, id }: InstrumentIdentifier): InstrumentIdentifier => {
    const found = vault.identifiers.find(merchantId, id);
    if (!found) throw new Error('An instrument identifier is gone while it is written.');
    return found;
  };
  return [
    call(
      'post',
      PATH,
      'tokens',
      fromBody(identifierBody, (asked, { merchant }) => {
        const account = readAccount(asked);
        if (isAnswer(account)) return account;
        const { identifier, isNew } = vault.identify(merchant.id, account);
        change(identifier, asked);
        if (asked.type !== undefined) enrol(current(identifier), asked);
        return tokenAnswer(show(current(identifier)), isNew ? 201 : 200);
      }),
    ),
    call(
      'get',
      `${PATH}/:id`,
      'tokens',
      at(({ merchant, id }) => {
        const found = vault.identifiers.look(merchant.id, id);
        return isThere(found) ? tokenAnswer(show(found)) : absent(found);
      }),
    ),
    call(
      'patch',
      `${PATH}/:id`,
      'tokens',
      at((request): EndpointResponse => {
        const found = vault.identifiers.look(request.merchant.id, request.id);
        if (!isThere(found)) return absent(found);
        const asked = identifierBody.safeParse(toJson(request.body));
        if (!asked.success) return faultyFields(asked.error, request.body);
        if (asked.data.card?.number !== undefined) return fixedNumber('card.number');
        if (asked.data.bankAccount) return fixedNumber('bankAccount.number');
        const stale = whyStale(request, show(found));
        if (stale) return stale;
        change(found, asked.data);
        return tokenAnswer(show(current(found)));
      }),
    ),
    call(
      'delete',
      `${PATH}/:id`,
      'tokens',
      at(({ merchant, id }) => removed(vault.remove('identifiers', merchant.id, id))),
    ),
    call(
      'get',
      `${PATH}/:id/paymentinstruments`,
      'tokens',
      at((request) => {
        const found = vault.identifiers.look(request.merchant.id, request.id);
        if (!isThere(found)) return absent(found);
        return listAnswer(
          request,
          `${PATH}/${found.id}/paymentinstruments`,
          'paymentInstruments',
          vault.instrumentsWith(found),
          (instrument) => toInstrumentBody(instrument, vault, 'names'),
        );
      }),
    ),
    call(
      'post',
      `${PATH}/:id/enrollment`,
      'tokens',
      at(({ merchant, id, body }): EndpointResponse => {
        const found = vault.identifiers.look(merchant.id, id);
        if (!isThere(found)) return absent(found);
        const asked = identifierBody.safeParse(toJson(body));
        if (!asked.success) return faultyFields(asked.error, body);
        if (asked.data.type === undefined) return missingFields('type');
        if (found.routingNumber !== undefined)
          return tokenError(
            400,
            'invalidCombination',
            'A bank account cannot be enrolled for a network token.',
          );
        change(found, asked.data);
        enrol(current(found), asked.data);
        // The card network has been asked; the token is seen when the instrument identifier is read.
        return { status: 202, contentType: JSON_TYPE };
      }),
    ),
  ];

  function change(identifier: InstrumentIdentifier, body: IdentifierBody): void {
    const previous =
      body.processingInformation?.authorizationOptions?.initiator?.merchantInitiatedTransaction
        ?.previousTransactionId;
    vault.identifiers.put({
      ...identifier,
      details: mergePatch(identifier.details, detailsOf(body, DETAILS)),
      ...(previous !== undefined && { previousTransactionId: previous }),
    });
  }
}
