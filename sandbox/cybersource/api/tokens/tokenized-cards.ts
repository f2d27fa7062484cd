/** `/tms/v2/tokenized-cards`: network tokens, and their pictures. */
import { toCardType } from '../../model/card.ts';
import type { SavedTokenizedCard } from '../../model/tokenized-card.ts';
import type { Ids } from '../../values/ids.ts';
import { applyLifeCycle } from '../../tokens/issuer-updates.ts';
import { provision } from '../../tokens/provision.ts';
import { isThere } from '../../tokens/token-store.ts';
import type { TokenVault } from '../../tokens/token-vault.ts';
import type { EndpointResponse } from '../answers/answer.ts';
import { toJson } from '../requests/body.ts';
import { call, type ApiCall } from '../routes/api-call.ts';
import type { EndpointCall } from '../routes/endpoint.ts';
import { at, fromBody, tokenAnswer } from './answers.ts';
import { ASSET_TYPES, toAssetBody } from './card-art-asset.ts';
import { toTypeCode } from './card-types.ts';
import { absent, faultyFields, JSON_TYPE, missingFields, removed, tokenError } from './errors.ts';
import { lifeCycleBody, tokenizedCardBody } from './requests.ts';
import { toTokenizedCardBody } from './tokenized-card-body.ts';

const PATH = '/tms/v2/tokenized-cards';

/** Create, read, delete, simulate what the issuer does; the pictures of an instrument identifier's card. */
export function createTokenizedCardCalls(vault: TokenVault, ids: Ids, now: () => Date): readonly ApiCall[] {
  const remove = at(({ merchant, id }) => removed(vault.remove('tokenizedCards', merchant.id, id)));
  return [
    call(
      'post',
      PATH,
      'tokens',
      fromBody(tokenizedCardBody, (asked, { merchant }): EndpointResponse => {
        const { source, accountReferenceId, createPanInstrumentIdentifier, card } = asked;
        if (source === 'ISSUER' && accountReferenceId === undefined)
          return missingFields('accountReferenceId');
        if (source === 'ISSUER' && card?.type === undefined) return missingFields('card.type');
        // The issuer knows the card by its account; the sandbox's issuer makes up a number for it.
        const number = card?.number ?? (source === 'ISSUER' ? ids.networkToken('400012', 16) : undefined);
        if (number === undefined) return missingFields('card.number');
        const type = card?.type === undefined ? toCardType(number) : toTypeCode(card.type);
        if (type === undefined)
          return tokenError(400, 'invalidFields', 'Invalid fields in the request.', [
            { name: 'type', location: 'card.type' },
          ]);
        const identifierId = createPanInstrumentIdentifier
          ? vault.identify(merchant.id, { number, type }).identifier.id
          : undefined;
        const { expirationMonth, expirationYear } = card ?? {};
        const made = provision(
          { merchantId: merchant.id, number, type, expirationMonth, expirationYear, source, identifierId },
          { vault, ids, now },
        );
        return tokenAnswer(toTokenizedCardBody(made), 201);
      }),
    ),
    call(
      'get',
      `${PATH}/:id`,
      'tokens',
      at(({ merchant, id }) => {
        const found = vault.tokenizedCards.look(merchant.id, id);
        return isThere(found) ? tokenAnswer(toTokenizedCardBody(found)) : absent(found);
      }),
    ),
    call('post', `${PATH}/:id/delete`, 'tokens', remove),
    // The same under the method of the client library before 0.0.80.
    call('delete', `${PATH}/:id`, 'tokens', remove),
    call(
      'post',
      `${PATH}/:id/issuer-life-cycle-event-simulations`,
      'tokens',
      at(({ merchant, id, body }): EndpointResponse => {
        const found = vault.tokenizedCards.look(merchant.id, id);
        if (!isThere(found)) return absent(found);
        const asked = lifeCycleBody.safeParse(toJson(body));
        if (!asked.success) return faultyFields(asked.error, body);
        const { state, card, metadata } = asked.data;
        const isArtUpdated = metadata?.cardArt?.combinedAsset?.update === true;
        if (state === undefined && card === undefined && !isArtUpdated) return missingFields('state');
        const updated = applyLifeCycle(found, { state, card, isArtUpdated }, vault);
        return updated
          ? { status: 204, contentType: JSON_TYPE }
          : tokenError(409, 'conflict', 'The network token is deleted: nothing can follow.');
      }),
    ),
    call('get', '/tms/v2/tokens/:id/:part/assets/:asset', 'tokens', at(readAsset)),
  ];

  function readAsset({ merchant, id, part, names }: EndpointCall): EndpointResponse {
    const identifier = vault.identifiers.look(merchant.id, id);
    if (!isThere(identifier)) return absent(identifier);
    const tokenizedCard = vault.tokenizedCards.find(merchant.id, identifier.tokenizedCardId);
    const asset = ASSET_TYPES.find(({ type }) => type === names?.['asset']);
    const isKnown = (card: SavedTokenizedCard | undefined): card is SavedTokenizedCard =>
      card?.token !== undefined && asset?.provider(card) === part;
    return asset && isKnown(tokenizedCard)
      ? { status: 200, body: toAssetBody(tokenizedCard, asset), contentType: JSON_TYPE }
      : absent(undefined);
  }
}
