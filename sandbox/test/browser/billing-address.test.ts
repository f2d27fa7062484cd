import { expect } from 'chai';
import { APPROVED, aShopper, type Shopper } from './shopper.ts';
import { aWholeSuite } from './whole-suite.ts';

const OF_LONDON = 'SW1A 1AA';
const OF_CALIFORNIA = '94043';

describe('A billing address that does not fit its country, in Chromium', function () {
  this.timeout(60_000);
  const suite = aWholeSuite();
  let shopper: Shopper;
  /** Requests for a token, which the card's own frames send. */
  let tokenized: number;

  afterEach(() => shopper.close());

  async function open(language: string): Promise<void> {
    shopper = await aShopper(suite.browser, suite.machine, { language });
    tokenized = 0;
    shopper.context.on('request', (request) => {
      if (request.method() === 'POST' && new URL(request.url()).pathname.endsWith('/tokens')) tokenized += 1;
    });
    await shopper.goToCheckout();
    await shopper.fillIn(APPROVED);
  }

  const postCode = (text: string): Promise<void> => shopper.page.locator('#shipping-postalCode').fill(text);

  for (const language of ['en', 'de'])
    it(`is named in ${language} before the card is tokenized, and pays once it is corrected`, async () => {
      await open(language);
      await postCode(OF_LONDON);
      await shopper.placeOrder();
      await shopper.alert.getByText(shopper.says.widget('postalCodeWrong')).waitFor();
      expect(tokenized).to.equal(0);
      await postCode(OF_CALIFORNIA);
      await shopper.placeOrder();
      await shopper.confirmation();
      expect(tokenized).to.equal(1);
    });

  for (const [how, status] of [
    ['cannot be reached', undefined],
    ['answers an error', 503],
  ] as const)
    it(`is paid for where the check ${how}`, async () => {
      await open('en');
      let asked = 0;
      await shopper.context.route('**/address/check', (route) => {
        asked += 1;
        return status === undefined ? route.abort() : route.fulfill({ status, body: 'no JSON' });
      });
      await shopper.placeOrder();
      await shopper.confirmation();
      expect([asked, tokenized]).to.deep.equal([1, 1]);
    });
});
