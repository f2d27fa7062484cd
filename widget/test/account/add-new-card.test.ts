import { expect } from 'chai';
import { CardDeclined, createAddNewCard } from '../../src/account/account-card-api.ts';
import { createPaymentApi } from '../../src/payment/payment-api.ts';
import { isShopperProblem } from '../../src/payment/payment-method.ts';

const CARD = {
  kind: 'card',
  cardTypeCode: '002',
  maskedNumber: 'XXXXXXXXXXXX4444',
  nameOnCard: 'Ada King Lovelace',
  expiryMonth: '03',
  expiryYear: '2031',
  save: false,
  asDefault: false,
  customProperties: { transientTokenJwt: 'eyJ==' },
} as const;

const DETAILS = {
  nickname: '',
  isDefault: true,
  billingAddress: {
    address1: '1 Market Street',
    address2: '',
    city: 'San Francisco',
    state: 'CA',
    postalCode: '94105',
    country: 'US',
  },
};

const CHALLENGE = { outcome: 'challenge', properties: { stepUpUrl: 'https://issuer/', accessToken: 'eyJ' } };

describe('A new card of the account page', () => {
  let answers: (object | number | 'silence')[];
  let sent: Record<string, unknown>[];
  let prepared: number;

  beforeEach(() => {
    [answers, sent, prepared] = [[{ outcome: 'saved' }], [], 0];
  });

  function add({ asksIssuer = true, card = {}, nickname = '' } = {}): Promise<void> {
    const api = createPaymentApi({
      fetch: async (url, { body }) => {
        expect(url).to.match(/\/savedCards\/add$/);
        sent.push(JSON.parse(body as string) as Record<string, unknown>);
        const answer = answers.shift();
        if (answer === 'silence') throw new TypeError('Failed to fetch');
        return typeof answer === 'number' ? new Response('{}', { status: answer }) : Response.json(answer);
      },
      shop: () => ({ siteId: undefined, channel: 'storefront' }),
    });
    const addNewCard = createAddNewCard({
      api,
      asksIssuer: () => asksIssuer,
      authentication: {
        prepare: async (payment) => {
          prepared += 1;
          return payment;
        },
        fulfil: async (payment) => ({
          ...payment,
          customProperties: { ...payment.customProperties, authenticationTransactionId: `${sent.length}` },
        }),
      },
    });
    return addNewCard({ ...CARD, ...card }, { ...DETAILS, nickname });
  }

  /** Why it was not added. */
  const problem = (): Promise<unknown> =>
    add().then(
      () => undefined,
      (error: unknown) => error,
    );

  it('is sent as OCC takes it, with the name on the card as the one who is billed', async () => {
    await add();
    expect(sent[0]).to.deep.include({
      type: 'mastercard',
      maskedNumber: 'XXXXXXXXXXXX4444',
      isDefault: true,
    });
    expect(sent[0]).to.not.have.property('nickname');
    expect(sent[0]?.['billingAddress']).to.include({
      firstName: 'Ada',
      lastName: 'King Lovelace',
      city: 'San Francisco',
    });
    expect(sent[0]?.['customProperties']).to.deep.equal({ transientTokenJwt: 'eyJ~W!C@O#n~W!C@O#n' });
    expect(sent[0]?.['additionId']).to.match(/^[\da-f]{32}$/);
  });

  it('is billed to one name where the card has only one', async () => {
    await add({ card: { nameOnCard: 'Madonna' }, nickname: 'Work' });
    expect(sent[0]?.['billingAddress']).to.include({ firstName: 'Madonna', lastName: 'Madonna' });
    expect(sent[0]).to.include({
      nickname: 'Work',
      nameOnCard: 'Madonna',
      expiryMonth: '03',
      expiryYear: '2031',
    });
  });

  it('is sent again with the issuer’s word, as the same addition', async () => {
    answers = [CHALLENGE, { outcome: 'saved' }];
    await add();
    expect(sent[1]?.['customProperties']).to.include({ authenticationTransactionId: '1' });
    expect(sent[1]?.['additionId']).to.equal(sent[0]?.['additionId']);
  });

  it('is given up when the issuer asks a third time', async () => {
    answers = [CHALLENGE, CHALLENGE, CHALLENGE, { outcome: 'saved' }];
    expect(await problem()).to.be.instanceOf(CardDeclined);
    expect(sent).to.have.length(3);
  });

  it('is authenticated only where the site asks issuers', async () => {
    await add({ asksIssuer: false });
    expect(prepared).to.equal(0);
  });

  it('is declined with the shop’s own sentence', async () => {
    answers = [{ outcome: 'declined', message: 'Your card was declined.' }];
    expect(await problem())
      .to.be.instanceOf(CardDeclined)
      .with.property('message', 'Your card was declined.');
  });

  for (const [answer, text] of [
    [502, 'notAdded'],
    ['silence', 'noAnswer'],
  ] as const)
    it(`is not known to be kept or not after ${answer}: the shopper reads ${text}`, async () => {
      answers = [answer];
      const found = await problem();
      expect(isShopperProblem(found) && found.text).to.equal(text);
    });
});
