/** `/tms/v2|v3/tokens/{id}/payment-credentials`: a network token with its cryptogram, for the merchant's key only. */
import { createHash } from 'node:crypto';
import { encryptFor, type EncryptionTarget } from '../../access/encryption/encrypt-for.ts';
import type { Merchant } from '../../access/merchants/merchants.ts';
import type { NetworkToken, SavedTokenizedCard } from '../../model/tokenized-card.ts';
import type { TokenLookup } from '../../tokens/token-store.ts';
import { isThere } from '../../tokens/token-store.ts';
import type { TokenVault } from '../../tokens/token-vault.ts';
import { toJson } from '../requests/body.ts';
import { call, type ApiCall } from '../routes/api-call.ts';
import type { Endpoint } from '../routes/endpoint.ts';
import { absent, faultyFields, tokenError } from './errors.ts';
import { credentialsBody } from './requests.ts';

/** Both versions; version 3 takes more fields and answers the same. */
export function createCredentialsCalls(vault: TokenVault): readonly ApiCall[] {
  const generate: Endpoint = async ({ merchant, id, body }) => {
    const named = lookUp(merchant.id, id, vault);
    if (!isThere(named)) return { commit: () => absent(named) };
    const asked = credentialsBody.safeParse(toJson(body));
    if (!asked.success) return { commit: () => faultyFields(asked.error, body) };
    const { tokenizedCard, links } = named;
    const { paymentCredentialType: kind, transactionType } = asked.data;
    const isAmex = tokenizedCard?.network === 'americanexpress';
    // CyberSource: payment credentials. American Express has no cryptogram; account funding is Visa's alone.
    const isImpossible =
      (kind === 'CRYPTOGRAM' && isAmex) || (transactionType === 'AFT' && tokenizedCard?.network !== 'visa');
    if (isImpossible) return { commit: () => notForThisNetwork };
    const receiver = receiverOf(merchant);
    if (!receiver) return { commit: () => noKey };
    if (!tokenizedCard?.token || tokenizedCard.state !== 'ACTIVE') return { commit: () => noToken };

    const counted = vault.tokenizedCards.put({
      ...tokenizedCard,
      token: { ...tokenizedCard.token, cryptograms: tokenizedCard.token.cryptograms + 1 },
    });
    const credentials = {
      _links: { ...links, tokenizedCard: { href: `/tms/v2/tokenized-cards/${counted.id}` } },
      tokenizedCard: toCredentials(
        counted,
        counted.token ?? tokenizedCard.token,
        kind ?? (isAmex ? 'SECURITY_CODE' : 'CRYPTOGRAM'),
      ),
    };
    const text = await encryptFor(receiver, JSON.stringify(credentials));
    return { commit: () => ({ status: 201, text, contentType: 'application/jose;charset=utf-8' }) };
  };
  return ['v2', 'v3'].map((version) =>
    call('post', `/tms/${version}/tokens/:id/payment-credentials`, 'tokens', generate),
  );
}

interface NamedCredentials {
  readonly tokenizedCard: SavedTokenizedCard | undefined;
  readonly links: object;
}

/** By the id of a customer, a payment instrument, an instrument identifier or the network token itself. */
function lookUp(merchantId: string, id: string, vault: TokenVault): TokenLookup<NamedCredentials> {
  const customer = vault.customers.find(merchantId, id);
  const instrument = vault.instruments.find(merchantId, customer ? customer.defaultInstrumentId : id);
  const identifier = vault.identifiers.find(merchantId, instrument ? instrument.identifierId : id);
  const direct = vault.tokenizedCards.find(merchantId, id);
  const tokenizedCard = direct ?? vault.tokenizedCards.find(merchantId, identifier?.tokenizedCardId);
  if (!customer && !identifier && !direct) return vault.wasEver(merchantId, id) ? 'deleted' : undefined;
  return {
    tokenizedCard,
    links: {
      ...(customer && { customer: { href: `/tms/v2/customers/${customer.id}` } }),
      ...(instrument && { paymentInstruments: [{ href: `/tms/v1/paymentinstruments/${instrument.id}` }] }),
      ...(identifier && { instrumentIdentifier: { href: `/tms/v1/instrumentidentifiers/${identifier.id}` } }),
    },
  };
}

function toCredentials(
  { id, network, card }: SavedTokenizedCard,
  token: NetworkToken,
  kind: 'NETWORK_TOKEN' | 'SECURITY_CODE' | 'CRYPTOGRAM',
): object {
  const proof = createHash('sha256').update(`${token.referenceId} ${token.cryptograms}`).digest();
  return {
    id,
    object: 'tokenizedCard',
    state: 'ACTIVE',
    type: network,
    enrollmentId: token.enrollmentId,
    tokenReferenceId: token.referenceId,
    number: token.number,
    expirationMonth: token.expirationMonth,
    expirationYear: token.expirationYear,
    requestorId: token.requestorId,
    paymentAccountReference: token.paymentAccountReference,
    card: { suffix: card.suffix, expirationMonth: card.expirationMonth, expirationYear: card.expirationYear },
    ...(kind === 'CRYPTOGRAM' && {
      cryptogram: proof.subarray(0, 20).toString('base64'),
      ...(network === 'visa' && {
        applicationTransactionCounter: String(token.cryptograms).padStart(4, '0'),
      }),
      ...(network === 'mastercard' && { eci: '06' }),
    }),
    ...(kind === 'SECURITY_CODE' && {
      securityCode: String(proof.readUInt16BE(0) % 1000).padStart(3, '0'),
    }),
  };
}

/** The key that the merchant gave for this, or its certificate's. */
function receiverOf({ credentialsKey, certificates }: Merchant): EncryptionTarget | undefined {
  const key = credentialsKey ?? certificates.at(-1)?.publicKey;
  if (!key) return undefined;
  const kid = createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex')
    .slice(0, 32);
  return { key, kid };
}

const noKey = tokenError(
  403,
  'forbidden',
  'The merchant has no key that payment credentials could be encrypted for.',
);
const noToken = tokenError(404, 'notFound', 'There is no active network token for this token.');
const notForThisNetwork = tokenError(
  400,
  'invalidCombination',
  'The card network does not give this kind of credentials.',
);
