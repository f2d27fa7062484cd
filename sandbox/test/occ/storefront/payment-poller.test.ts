import { expect } from 'chai';
import {
  startPaymentPoller,
  type AuthenticationWait,
} from '../../../occ/storefront/browser/occ-modules/payment-poller.ts';
import type { RestClient } from '../../../occ/storefront/browser/occ-modules/rest-client.ts';
import { topicNames } from '../../../occ/storefront/browser/occ-modules/topic-names.ts';
import type { Topic } from '../../../occ/storefront/browser/occ-modules/topics.ts';

const ASKED: AuthenticationWait = { orderid: 'o1', orderuuid: 'u1', paymentGroupId: 'pg1' };

/** Answers with these states in turn, and writes down what happens. */
async function poll(states: readonly string[], asked: AuthenticationWait = ASKED): Promise<string[]> {
  const seen: string[] = [];
  const left = [...states];
  const topic = (name: string): Topic => ({
    publish: () => void seen.push(name),
    publishWith: () => undefined,
    subscribe: () => undefined,
    unsubscribe: () => undefined,
  });
  const rest: Pick<RestClient, 'call'> = {
    call: (_method, path) => {
      seen.push(path);
      const state = left.shift() ?? 'INITIAL';
      return state === 'silence'
        ? Promise.reject(new Error('silence'))
        : Promise.resolve({ paymentState: state });
    },
  };
  const poller = startPaymentPoller({
    rest: rest as RestClient,
    topics: topic,
    wait: (ms) => {
      seen.push(`${ms} ms`);
      return Promise.resolve();
    },
  });
  await poller.getAuthResponse(asked);
  return seen;
}

const LOOK = ['2500 ms', '/paymentGroups/pg1'];

describe('the poller of OCC’s storefront', () => {
  it('says that the payment went through as soon as it did', async () => {
    expect(await poll(['INITIAL', 'AUTHORIZED'])).to.deep.equal([
      ...LOOK,
      ...LOOK,
      topicNames.PAYMENT_AUTH_SUCCESS,
    ]);
  });

  it('says that it was declined', async () => {
    expect(await poll(['AUTHORIZE_FAILED'])).to.deep.equal([...LOOK, topicNames.PAYMENT_AUTH_DECLINED]);
  });

  it('looks five times and gives up', async () => {
    const seen = await poll([]);
    expect(seen).to.have.lengthOf(11);
    expect(seen[10]).to.equal(topicNames.PAYMENT_AUTH_TIMED_OUT);
  });

  it('survives an answer that does not come', async () => {
    expect(await poll(['silence', 'SETTLED'])).to.include(topicNames.PAYMENT_AUTH_SUCCESS);
  });

  it('looks as often and as long as the gateway says', async () => {
    const seen = await poll([], { ...ASKED, numOfRetries: '2', delay: '10' });
    const look = ['10 ms', '/paymentGroups/pg1'];
    expect(seen).to.deep.equal([...look, ...look, topicNames.PAYMENT_AUTH_TIMED_OUT]);
  });
});
