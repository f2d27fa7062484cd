/** TMS, as far as saved cards need it: reading, changing and deleting what `TOKEN_CREATE` made. */
import { z } from 'zod';
import type { EndpointResponse } from '../answers/answer.ts';
import {
  goneAnswer,
  toCustomerBody,
  toIdentifierBody,
  toInstrumentBody,
  tokenAnswer,
  tokenError,
} from '../answers/token-answer.ts';
import { masked } from '../../values/mask.ts';
import { flag, textLike } from '../requests/scalars.ts';
import type { Customer, PaymentInstrument } from '../../model/saved-token.ts';
import type { TokenLookup, DeletionRefusal, TokenVault } from '../../tokens/token-vault.ts';
import type { EndpointCall, Endpoint } from './endpoint.ts';

/** The endpoints of the four paths. */
export interface TokenEndpoints {
  readonly readIdentifier: Endpoint;
  readonly readCustomer: Endpoint;
  readonly listInstruments: Endpoint;
  readonly readInstrument: Endpoint;
  readonly changeInstrument: Endpoint;
  readonly removeIdentifier: Endpoint;
  readonly removeCustomer: Endpoint;
  readonly removeInstrument: Endpoint;
}

const page = z.object({
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});

const change = z.looseObject({
  card: z
    .looseObject({
      expirationMonth: textLike(/^(0[1-9]|1[0-2])$/).optional(),
      expirationYear: textLike(/^\d{4}$/).optional(),
      type: textLike(/^\d{3}$/).optional(),
    })
    .optional(),
  billTo: z.record(z.string(), z.unknown()).optional(),
  default: flag.optional(),
});

/** Reads and writes one vault. */
export function createTokenEndpoints(vault: TokenVault): TokenEndpoints {
  const at =
    (read: (call: EndpointCall) => EndpointResponse): Endpoint =>
    (call) => ({ commit: () => read(call) });
  const customerOf = ({ merchant, id }: EndpointCall): TokenLookup<Customer> =>
    vault.customer(merchant.id, id);

  const show = (instrument: PaymentInstrument): object => {
    const { merchantId, identifierId, customerId, id } = instrument;
    const identifier = vault.identifier(merchantId, identifierId);
    if (identifier === undefined || identifier === 'deleted')
      throw new Error('A payment instrument has lost its number.');
    const owner = vault.customer(merchantId, customerId ?? '');
    return toInstrumentBody(
      instrument,
      identifier,
      typeof owner === 'object' && owner.defaultInstrumentId === id,
    );
  };
  const ownInstrument = (call: EndpointCall): PaymentInstrument | EndpointResponse => {
    const customer = customerOf(call);
    if (!isThere(customer)) return absent(customer);
    const instrument = vault.instrument(call.merchant.id, call.part);
    if (!isThere(instrument)) return absent(instrument);
    return instrument.customerId === customer.id ? instrument : absent(undefined);
  };

  return {
    readIdentifier: at(({ merchant, id }) => {
      const identifier = vault.identifier(merchant.id, id);
      return isThere(identifier) ? tokenAnswer(toIdentifierBody(identifier)) : absent(identifier);
    }),
    readCustomer: at((call) => {
      const customer = customerOf(call);
      return isThere(customer) ? tokenAnswer(toCustomerBody(customer)) : absent(customer);
    }),
    listInstruments: at((call) => {
      const customer = customerOf(call);
      if (!isThere(customer)) return absent(customer);
      const asked = page.safeParse(call.query);
      if (!asked.success) return invalidFields(asked.error);
      const { offset, limit } = asked.data;
      const all = vault.instrumentsOf(customer);
      const shown = all.slice(offset, offset + limit).map(show);
      const self = `/tms/v2/customers/${customer.id}/payment-instruments?offset=${offset}&limit=${limit}`;
      return tokenAnswer({
        _links: { self: { href: self } },
        offset,
        limit,
        count: shown.length,
        total: all.length,
        _embedded: { paymentInstruments: shown },
      });
    }),
    readInstrument: at((call) => {
      const found = ownInstrument(call);
      return isAnswer(found) ? found : tokenAnswer(show(found));
    }),
    changeInstrument: at((call) => {
      const found = ownInstrument(call);
      if (isAnswer(found)) return found;
      const asked = change.safeParse(call.body);
      if (!asked.success) return invalidFields(asked.error);
      const { card, billTo, default: isDefault } = asked.data;
      if (card?.['number'] !== undefined) return fixedNumber;
      const { expirationMonth, expirationYear, type } = card ?? {};
      const changed = vault.change(found, {
        ...(expirationMonth !== undefined && { expirationMonth }),
        ...(expirationYear !== undefined && { expirationYear }),
        ...(type !== undefined && { type }),
        ...(billTo && { billTo: masked(billTo) as Record<string, unknown> }),
        ...(isDefault !== undefined && { isDefault }),
      });
      return tokenAnswer(show(changed));
    }),
    removeIdentifier: at(({ merchant, id }) => {
      const identifier = vault.identifier(merchant.id, id);
      return isThere(identifier) ? removed(vault.remove(merchant.id, id)) : absent(identifier);
    }),
    removeCustomer: at((call) => {
      const customer = customerOf(call);
      return isThere(customer) ? removed(vault.remove(call.merchant.id, customer.id)) : absent(customer);
    }),
    removeInstrument: at((call) => {
      const found = ownInstrument(call);
      return isAnswer(found) ? found : removed(vault.remove(found.merchantId, found.id));
    }),
  };
}

const isThere = <Token>(found: TokenLookup<Token>): found is Token =>
  found !== undefined && found !== 'deleted';
const isAnswer = (found: PaymentInstrument | EndpointResponse): found is EndpointResponse =>
  !('merchantId' in found);

const absent = (found: 'deleted' | undefined): EndpointResponse =>
  found === 'deleted'
    ? tokenError(410, 'notAvailable', 'Token not available.')
    : tokenError(404, 'notFound', 'Token not found.');

const fixedNumber = tokenError(
  400,
  'unsupportedPaymentMethodModification',
  'The number of a card cannot be changed.',
  [{ name: 'number', location: 'card.number' }],
);

function removed(kept: DeletionRefusal | undefined): EndpointResponse {
  switch (kept) {
    case undefined:
      return goneAnswer;
    case 'deleted':
      return absent('deleted');
    case 'unknown':
      return absent(undefined);
    case 'in-use':
      return tokenError(
        409,
        'instrumentIdentifierDeletionError',
        'Action cannot be performed as the InstrumentIdentifier is associated with one or more PaymentInstruments.',
      );
    case 'default':
      return tokenError(
        409,
        'conflict',
        'Action cannot be performed as the PaymentInstrument is the customers default.',
      );
  }
}

function invalidFields({ issues }: z.ZodError): EndpointResponse {
  const details = issues.map(({ path }) => ({ name: String(path.at(-1) ?? ''), location: path.join('.') }));
  return tokenError(400, 'invalidFields', 'Invalid fields in the request.', details);
}
