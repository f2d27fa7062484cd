import { expect } from 'chai';
import { onCardNotSaved } from '../../src/occ/card-not-saved.ts';
import { fakeTopics } from '../fakes/order.ts';

describe('A card that could not be saved with a payment that went well', () => {
  const payment = (cardNotSaved?: string): object[] => [
    { paymentState: 'AUTHORIZED', customPaymentProperties: cardNotSaved && { cardNotSaved } },
  ];

  function reported(): { said: string[]; publish: (name: string, message: unknown) => void } {
    const { topic } = fakeTopics();
    const said: string[] = [];
    onCardNotSaved(topic, 'completed', 'ready', () => said.push('Not saved.'));
    return {
      said,
      publish: (name, message) => {
        topic(name).publish(message);
      },
    };
  }

  const later = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

  it('is said once, on the page after the checkout', async () => {
    const { said, publish } = reported();
    publish('ready', { pageId: 'checkout' });
    publish('completed', { message: 'success', id: 'o1', payment: payment('true') });
    await later();
    expect(said).to.deep.equal([]);
    publish('ready', { pageId: 'confirmation' });
    publish('ready', { pageId: 'home' });
    await later();
    expect(said).to.deep.equal(['Not saved.']);
  });

  it('is not said of one that was saved, or was not to be', async () => {
    const { said, publish } = reported();
    for (const payments of [payment(), payment('false'), [], undefined, null]) {
      publish('completed', { payment: payments });
      publish('ready', { pageId: 'confirmation' });
    }
    publish('completed', undefined);
    publish('ready', undefined);
    await later();
    expect(said).to.deep.equal([]);
  });
});
