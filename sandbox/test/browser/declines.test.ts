import { expect } from 'chai';
import { triggers } from '../../triggers.ts';
import { aShopper, type Shopper } from './shopper.ts';
import { aWholeSuite } from './whole-suite.ts';

const SOFT = 'CUSTOMER_AUTHENTICATION_REQUIRED';
const PLAIN = { en: /Your bank declined the payment/, de: /Ihre Bank hat die Zahlung abgelehnt/ };
// Which of the details was wrong would help only criminals who guess them.
const DETAILS = { en: /card details do not match/, de: /Kartendaten stimmen nicht/ };

/** What to do about each reason; no more than that, so that a criminal with stolen cards learns nothing. */
const WORDS: Readonly<Record<string, { readonly en: RegExp; readonly de: RegExp }>> = {
  PROCESSOR_DECLINED: PLAIN,
  STOLEN_LOST_CARD: PLAIN,
  INSUFFICIENT_FUND: { en: /not have enough money/, de: /reicht für diese Bestellung nicht/ },
  EXPIRED_CARD: { en: /card has expired/, de: /Karte ist abgelaufen/ },
  CVN_NOT_MATCH: DETAILS,
  EXCEEDS_CREDIT_LIMIT: { en: /reached its limit/, de: /Rahmen der Karte ist ausgeschöpft/ },
  ISSUER_UNAVAILABLE: { en: /Try again in a few minutes/, de: /in ein paar Minuten/ },
  INVALID_ACCOUNT: DETAILS,
};

const declines = triggers.flatMap(({ when, on, outcome, description }) =>
  // A soft decline is answered with a challenge: that is a test of 3-D Secure.
  'card' in when && on === 'payment' && outcome.kind === 'decline' && outcome.reason !== SOFT
    ? [{ card: when.card, reason: outcome.reason, description }]
    : [],
);

describe('Every declined card on the whole machine, in Chromium', function () {
  this.timeout(60_000);
  const suite = aWholeSuite();
  let shopper: Shopper;

  afterEach(async () => {
    expect(await shopper.leaks()).to.deep.equal([]);
    await shopper.close();
  });

  for (const { card, reason, description } of declines) {
    for (const language of ['en', 'de'] as const) {
      it(`${card}: says in ${language} what to do (${description})`, async () => {
        shopper = await aShopper(suite.browser, suite.machine, { language, isRecorded: true });
        await shopper.goToCheckout();
        await shopper.fillIn(card);
        await shopper.placeOrder();
        await shopper.alert.getByText(WORDS[reason]?.[language] ?? reason).waitFor();
        const held = suite.machine.cybersource.ledger().filter(({ sums }) => (sums?.open ?? 0) > 0);
        expect(held).to.deep.equal([]);
      });
    }
  }
});
