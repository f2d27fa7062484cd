/** `POST /tms/v2/tokenize`: several tokens at once, each with an outcome of its own. CyberSource: tokenize. */
import type { z } from 'zod';
import type { Ids } from '../../values/ids.ts';
import type { MicroformVault } from '../../microform/cards/card-vault.ts';
import { provision } from '../../tokens/provision.ts';
import type { VaultAccount, TokenVault } from '../../tokens/token-vault.ts';
import type { EndpointResponse } from '../answers/answer.ts';
import { toJson } from '../requests/body.ts';
import { call, type ApiCall } from '../routes/api-call.ts';
import type { EndpointCall } from '../routes/endpoint.ts';
import {
  absent,
  faultyFields,
  JSON_TYPE,
  missingDependency,
  missingFields,
  type TokenError,
} from './errors.ts';
import { isAnswer, readAccount } from './read-account.ts';
import { detailsOf, tokenizeBody } from './requests.ts';
import { createAddress } from './shipping-addresses.ts';
import { createInstrument } from './write-instrument.ts';

/** What the tokens are made of. */
export interface TokenizeDeps {
  readonly savedCards: TokenVault;
  readonly transientTokens: MicroformVault;
  readonly ids: Ids;
  readonly now: () => Date;
}

type Tokenize = z.infer<typeof tokenizeBody>;
type Resource = Tokenize['processingInformation']['actionTokenTypes'][number];

/** What became of one resource. */
export interface TokenizeOutcome {
  readonly resource: Resource;
  readonly httpStatus: number;
  readonly id?: string;
  readonly errors?: readonly TokenError[];
}

/** The order in which tokens need each other. */
const ORDER: readonly Resource[] = [
  'customer',
  'shippingAddress',
  'instrumentIdentifier',
  'paymentInstrument',
  'tokenizedCard',
];

/** One call; the card may be a transient token's, or stand in the request. */
export function createTokenizeCalls(deps: TokenizeDeps): readonly ApiCall[] {
  return [
    call('post', '/tms/v2/tokenize', 'tokens', async (request) => {
      const asked = tokenizeBody.safeParse(toJson(request.body));
      if (!asked.success) return { commit: () => faultyFields(asked.error, request.body) };
      const account = await accountOf(request, asked.data, deps);
      return {
        commit: () => ({
          status: 200,
          body: { responses: createTokens(request, asked.data, account, deps) },
          contentType: JSON_TYPE,
        }),
      };
    }),
  ];
}

interface CapturedAccount extends VaultAccount {
  readonly expirationMonth?: string | undefined;
  readonly expirationYear?: string | undefined;
}

async function accountOf(
  { merchant }: EndpointCall,
  { tokenInformation }: Tokenize,
  { transientTokens, savedCards }: TokenizeDeps,
): Promise<CapturedAccount | EndpointResponse> {
  const { jti, transientTokenJwt, instrumentIdentifier } = tokenInformation;
  if (jti !== undefined || transientTokenJwt !== undefined) {
    const captured =
      transientTokenJwt === undefined
        ? transientTokens.byJti(jti ?? '')
        : await transientTokens.byTransientToken(transientTokenJwt);
    const field = `tokenInformation.${transientTokenJwt === undefined ? 'jti' : 'transientTokenJwt'}`;
    return captured?.merchantId === merchant.id && 'number' in captured ? captured : missingDependency(field);
  }
  if (instrumentIdentifier?.id !== undefined) {
    const known = savedCards.identifiers.find(merchant.id, instrumentIdentifier.id);
    return known ?? missingDependency('tokenInformation.instrumentIdentifier.id');
  }
  const account = readAccount(instrumentIdentifier ?? {}, 'tokenInformation.instrumentIdentifier.');
  if (isAnswer(account)) return account;
  const { expirationMonth, expirationYear } = instrumentIdentifier?.card ?? {};
  return { ...account, expirationMonth, expirationYear };
}

/** Each resource that is asked for; what depends on one that failed is not attempted. */
function createTokens(
  { merchant }: EndpointCall,
  { processingInformation, tokenInformation }: Tokenize,
  account: CapturedAccount | EndpointResponse,
  { savedCards: vault, ids, now }: TokenizeDeps,
): readonly TokenizeOutcome[] {
  const { actionTokenTypes } = processingInformation;
  const merchantId = merchant.id;
  const made = new Map<Resource, TokenizeOutcome>();
  const idOf = (resource: Resource): string | undefined => made.get(resource)?.id;
  const customerId = (): string | undefined => idOf('customer') ?? tokenInformation.customer?.id;

  const makers: Readonly<Record<Resource, () => TokenizeOutcome>> = {
    customer: () => {
      const { id, ...body } = tokenInformation.customer ?? {};
      const known = id === undefined ? undefined : vault.customers.find(merchantId, id);
      if (id !== undefined && !known) return refused('customer', absent(undefined));
      const details = detailsOf(body, [
        'objectInformation',
        'buyerInformation',
        'clientReferenceInformation',
        'merchantDefinedInformation',
      ]);
      const customer = vault.customers.put({
        ...(known ?? { merchantId, id: ids.token() }),
        details: { ...known?.details, ...details },
      });
      return { resource: 'customer', httpStatus: known ? 200 : 201, id: customer.id };
    },
    shippingAddress: () => {
      const owner = customerId();
      if (made.get('customer')?.errors) return notAttempted('shippingAddress');
      if (owner === undefined || !vault.customers.find(merchantId, owner))
        return refused('shippingAddress', missingFields('tokenInformation.customer.id'));
      const address = createAddress(
        { merchantId, customerId: owner },
        tokenInformation.shippingAddress ?? {},
        vault,
        ids,
      );
      return { resource: 'shippingAddress', httpStatus: 201, id: address.id };
    },
    instrumentIdentifier: () => {
      if (isAnswer(account)) return refused('instrumentIdentifier', account);
      const { identifier, isNew } = vault.identify(merchantId, account);
      return { resource: 'instrumentIdentifier', httpStatus: isNew ? 201 : 200, id: identifier.id };
    },
    paymentInstrument: () => {
      if (made.get('customer')?.errors) return notAttempted('paymentInstrument');
      if (isAnswer(account)) return refused('paymentInstrument', account);
      const { identifier } = vault.identify(merchantId, account);
      const { expirationMonth, expirationYear } = account;
      const owner = customerId();
      const body = tokenInformation.paymentInstrument ?? {};
      const created = createInstrument(
        { merchantId, ...(owner !== undefined && { customerId: owner }) },
        {
          ...body,
          card: { expirationMonth, expirationYear, ...body.card },
          instrumentIdentifier: { id: identifier.id },
        },
        vault,
        ids,
      );
      return isAnswer(created)
        ? refused('paymentInstrument', created)
        : { resource: 'paymentInstrument', httpStatus: 201, id: created.id };
    },
    tokenizedCard: () => {
      if (isAnswer(account)) return refused('tokenizedCard', account);
      const { identifier } = vault.identify(merchantId, account);
      const { expirationMonth, expirationYear } = account;
      const { id } = provision(
        {
          merchantId,
          number: account.number,
          type: account.type,
          expirationMonth,
          expirationYear,
          identifierId: identifier.id,
        },
        { vault, ids, now },
      );
      return { resource: 'tokenizedCard', httpStatus: 201, id };
    },
  };

  for (const resource of ORDER)
    if (actionTokenTypes.includes(resource)) made.set(resource, makers[resource]());
  return [...made.values()];
}

function refused(resource: Resource, { status, body }: EndpointResponse): TokenizeOutcome {
  const { errors } = body as { readonly errors: readonly TokenError[] };
  return { resource, httpStatus: status, errors };
}

/** CyberSource: tokenize, error type `notAttempted`. */
const notAttempted = (resource: Resource): TokenizeOutcome => ({
  resource,
  httpStatus: 424,
  errors: [
    { type: 'notAttempted', message: 'Not attempted, because a token that it needs was not created.' },
  ],
});
