import { expect } from 'chai';
import {
  type BetweenSandboxes,
  startBetweenSandboxes,
} from '../../../server-extension/test/builders/between-sandboxes.ts';
import { anAddress } from '../../../server-extension/test/builders/webhook.ts';
import {
  createOrderManagement,
  type OrderManagement,
  type PaidOrder,
} from '../../../server-extension/test/builders/order-management.ts';
import { buyByCard } from '../package/packaged-shop.ts';
import { requestsIn, type SampleRequest } from './sample-requests.ts';
import { isCall } from './sample-tests.ts';
import { readSamples, type Sample } from './samples.ts';

/** A card that CyberSource's sandbox has from the start. */
const INSTRUMENT_IDENTIFIER = '7010000000008573216';

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** What a call that a guide shows comes to. Those of one sample follow each other. */
interface Expected {
  readonly guide: string;
  readonly call: string;
  /** The payment that the ids of the sample stand for. */
  readonly payment: 'shopper' | 'order' | 'review';
  readonly status: number;
  readonly says: RegExp;
}

const CALLS: readonly Expected[] = [
  {
    guide: 'debug-one-order',
    call: 'GET /operations/journal',
    payment: 'shopper',
    status: 200,
    says: /"outcome":"approved"/,
  },
  {
    guide: 'debug-one-order',
    call: 'GET /ccadmin/v1/orders/o60411',
    payment: 'shopper',
    status: 200,
    says: /"paymentGroups":.*"statusProps":.*"hostTransactionId"/,
  },
  {
    guide: 'developers',
    call: 'POST /capture',
    payment: 'order',
    status: 200,
    says: /"state":"completed","errors":\[\]/,
  },
  {
    guide: 'developers',
    call: 'POST /refund',
    payment: 'order',
    status: 200,
    says: /"state":"completed","errors":\[\]/,
  },
  {
    guide: 'operators',
    call: 'GET /operations/payments',
    payment: 'order',
    status: 200,
    says: /"state":.*"authorized":.*"available":.*"attempts":/,
  },
  // Nothing waits for a person here; the entry is looked for, so that the body is as it has to be.
  {
    guide: 'operators',
    call: 'POST /operations/manual-review/settle',
    payment: 'order',
    status: 404,
    says: /"code":/,
  },
  {
    guide: 'operators',
    call: 'POST /reviews/accept',
    payment: 'review',
    status: 200,
    says: /"transactionId":.*"decision":/,
  },
  {
    guide: 'sandbox',
    call: 'POST /ccadmin/v1/login',
    payment: 'order',
    status: 200,
    says: /"access_token":"([^"]*)"/,
  },
  {
    guide: 'sandbox',
    call: 'GET /ccadmin/v1/functionWebhooks/production-genericPayment',
    payment: 'order',
    status: 200,
    says: /"secretKeySHA512":"[^"]{20,}"/i,
  },
  { guide: 'sandbox', call: 'PUT /control/cards', payment: 'order', status: 204, says: /^$/ },
];

const samples = (await readSamples()).filter(isCall);
const calls = samples.flatMap((sample) => requestsIn(sample.code).map((request) => ({ sample, request })));

describe('Requests that the guides show', function () {
  this.timeout(60_000);
  let machine: BetweenSandboxes;
  let oms: OrderManagement;
  let token: string;
  const payments: Partial<Record<Expected['payment'], Pick<PaidOrder, 'orderId' | 'requestId'>>> = {};

  before(async () => {
    machine = await startBetweenSandboxes({ cybersource: { controlPort: 0 } });
    machine.cybersource.control.setSearchLagMs(0);
    oms = await createOrderManagement(machine, 'sample-');
    payments.order = await oms.order();
    payments.review = await oms.order({ billingAddress: { ...anAddress(), email: 'review@domain.com' } });
    payments.shopper = { ...(await buyByCard(machine.occ, machine.cybersource)), requestId: '' };
    token = await adminToken();
  });
  after(() => machine.close());

  it('are these, in the order of the guides', () => {
    expect(calls.map(({ sample, request }) => `${sample.guide} ${nameOf(request)}`)).to.deep.equal(
      CALLS.map(({ guide, call }) => `docs/${guide}.md ${call}`),
    );
  });

  for (const [nth, expected] of CALLS.entries())
    it(`are answered: ${expected.call} of docs/${expected.guide}.md with ${expected.status}`, async () => {
      const { sample, request } = calls[nth] ?? expect.fail();
      const { status, text } = await send(filledIn(request, expected.payment), sample);
      expect(status, text).to.equal(expected.status);
      expect(text).to.match(expected.says);
    });

  async function adminToken(): Promise<string> {
    const shown = calls.find(({ request }) => nameOf(request) === 'POST /ccadmin/v1/login') ?? expect.fail();
    const { text } = await send(shown.request, shown.sample);
    return /"access_token":"([^"]*)"/.exec(text)?.[1] ?? expect.fail(text);
  }

  /** With the ids and the addresses of this machine. */
  function filledIn(request: SampleRequest, payment: Expected['payment']): SampleRequest {
    const { orderId, requestId } = payments[payment] ?? expect.fail(payment);
    const fill = (text: string): string =>
      text
        .replace('$TOKEN', token)
        .replace(/<token of [^>]*>/, token)
        .replace('<its id>', INSTRUMENT_IDENTIFIER)
        .replace(/o60411|o30446/, orderId)
        .replace('7000000000000000000001', requestId);
    return {
      ...request,
      address: fill(request.address),
      headers: Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, fill(value)]),
      ),
      body: request.body === undefined ? undefined : fill(request.body),
    };
  }

  async function send(
    { method, address, headers, body }: SampleRequest,
    { language }: Sample,
  ): Promise<Answer> {
    // Where a guide shows method and address alone, it has said which headers every call carries.
    const usual =
      language === 'json' || !Object.hasOwn(headers, 'authorization')
        ? { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
        : {};
    const answered = await fetch(atThisMachine(address), {
      method,
      headers: { 'x-ccsite': 'siteUS', 'x-ccasset-channel': 'storefront', ...usual, ...headers },
      ...(body !== undefined && { body }),
    });
    return { status: answered.status, text: await answered.text() };
  }

  function atThisMachine(address: string): string {
    return address
      .replace(/^(?:…|\$EXT|\/ccstorex\/custom\/isv-payment\/v2|(?=\/))/, machine.api)
      .replace(/^https:\/\/<your store>(?=\/ccadmin)|^http:\/\/localhost:8080/, machine.occ.url)
      .replace('http://127.0.0.1:8083/control', machine.cybersource.controlUrl ?? '');
  }
});

/** Method and path, without what differs from machine to machine. */
function nameOf({ method, address }: SampleRequest): string {
  const path = address
    .replace(/^(?:…|\$EXT|\/ccstorex\/custom\/isv-payment\/v2|https?:\/\/(?:<[^>]*>|[^/]*))/, '')
    .replace(/\?.*/, '');
  return `${method} ${path}`;
}
