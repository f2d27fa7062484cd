/** `/tms/v2/customers/{id}/payment-instruments` and `/tms/v1/paymentinstruments`. */
import type { PaymentInstrument } from '../../model/saved-token.ts';
import type { Ids } from '../../values/ids.ts';
import { isThere } from '../../tokens/token-store.ts';
import type { TokenVault } from '../../tokens/token-vault.ts';
import type { EndpointResponse } from '../answers/answer.ts';
import { call, type ApiCall } from '../routes/api-call.ts';
import type { EndpointCall } from '../routes/endpoint.ts';
import { at, listAnswer, tokenAnswer, whyStale, withBody } from './answers.ts';
import { toInstrumentBody, type CardTypeStyle } from './bodies.ts';
import { absent, removed } from './errors.ts';
import { isAnswer } from './read-account.ts';
import { type InstrumentBody, instrumentBody } from './requests.ts';
import { changeInstrument, createInstrument } from './write-instrument.ts';

/** Create, list, read, change, delete. */
export function createInstrumentCalls(vault: TokenVault, ids: Ids): readonly ApiCall[] {
  const ofCustomer = '/tms/v2/customers/:id/payment-instruments';
  const ofNone = '/tms/v1/paymentinstruments';
  const own = (request: EndpointCall): PaymentInstrument | EndpointResponse => {
    const { merchant, id, part } = request;
    const customer = vault.customers.look(merchant.id, id);
    if (!isThere(customer)) return absent(customer);
    const found = vault.instruments.look(merchant.id, part);
    if (!isThere(found)) return absent(found);
    return found.customerId === id ? found : absent(undefined);
  };
  // Notifications link to every payment instrument here, that of a customer too.
  const any = ({ merchant, id }: EndpointCall): PaymentInstrument | EndpointResponse => {
    const found = vault.instruments.look(merchant.id, id);
    return isThere(found) ? found : absent(found);
  };
  return [
    call(
      'post',
      ofCustomer,
      'tokens',
      at((request) => {
        const { merchant, id } = request;
        const customer = vault.customers.look(merchant.id, id);
        if (!isThere(customer)) return absent(customer);
        return create(request, { merchantId: merchant.id, customerId: id }, 'codes');
      }),
    ),
    call(
      'get',
      ofCustomer,
      'tokens',
      at((request) => {
        const customer = vault.customers.look(request.merchant.id, request.id);
        if (!isThere(customer)) return absent(customer);
        return listAnswer(
          request,
          `/tms/v2/customers/${customer.id}/payment-instruments`,
          'paymentInstruments',
          vault.instrumentsOf(customer),
          (instrument) => toInstrumentBody(instrument, vault, 'codes'),
        );
      }),
    ),
    ...single(`${ofCustomer}/:part`, own, 'codes'),
    call(
      'post',
      ofNone,
      'tokens',
      at((request) => create(request, { merchantId: request.merchant.id }, 'names')),
    ),
    ...single(`${ofNone}/:id`, any, 'names'),
  ];

  function create(
    request: EndpointCall,
    owner: { readonly merchantId: string; readonly customerId?: string },
    style: CardTypeStyle,
  ): EndpointResponse {
    return withBody(instrumentBody, request, (asked) => {
      const created = createInstrument(owner, asked, vault, ids);
      return isAnswer(created) ? created : tokenAnswer(toInstrumentBody(created, vault, style), 201);
    });
  }

  function single(
    path: string,
    find: (request: EndpointCall) => PaymentInstrument | EndpointResponse,
    style: CardTypeStyle,
  ): readonly ApiCall[] {
    const show = (instrument: PaymentInstrument): object => toInstrumentBody(instrument, vault, style);
    return [
      call(
        'get',
        path,
        'tokens',
        at((request) => {
          const found = find(request);
          return isAnswer(found) ? found : tokenAnswer(show(found));
        }),
      ),
      call(
        'patch',
        path,
        'tokens',
        at((request) => {
          const found = find(request);
          if (isAnswer(found)) return found;
          return withBody(instrumentBody, request, (asked) => {
            const stale = whyStale(request, show(found));
            if (stale) return stale;
            const changed = changeInstrument(found, { ...asked, ...billToAsSent(request.body) }, vault);
            return isAnswer(changed) ? changed : tokenAnswer(show(changed));
          });
        }),
      ),
      call(
        'delete',
        path,
        'tokens',
        at((request) => {
          const found = find(request);
          return isAnswer(found) ? found : removed(vault.remove('instruments', found.merchantId, found.id));
        }),
      ),
    ];
  }
}

/** With its nulls, which remove: bodies are read without them otherwise. */
function billToAsSent(body: unknown): Pick<InstrumentBody, 'billTo'> {
  const billTo: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'billTo') : undefined;
  return billTo === undefined ? {} : { billTo: billTo as InstrumentBody['billTo'] };
}
