import { expect } from 'chai';
import { importJWK, jwtVerify } from 'jose';
import type { Browser, Locator } from 'playwright-core';
import { LAUNCH_TIMEOUT_MS } from '../../browser/launch.ts';
import { closePages, sharedBrowser } from '../../browser/shared-browser.ts';
import { startShop, type CheckoutPage, type PageSetup } from './a-checkout-page.ts';
import { startMicroform, type RunningMicroform } from './a-microform.ts';
import { claimsOf } from './an-envelope.ts';

const VISA = '4111111111111111';
const AMEX = '378282246310005';

describe('card fields in a browser', function () {
  this.timeout(LAUNCH_TIMEOUT_MS);
  let browser: Browser;
  let microform: RunningMicroform;
  let shop: Awaited<ReturnType<typeof startShop>>;
  let checkout: CheckoutPage;

  before(async () => {
    [browser, microform] = await Promise.all([sharedBrowser(), startMicroform()]);
    shop = await startShop(microform);
  });
  after(async () => {
    shop.close();
    microform.close();
    await closePages();
  });
  afterEach(async () => {
    await checkout.close();
  });

  async function open(setup?: PageSetup): Promise<CheckoutPage> {
    checkout = await shop.open(browser, setup);
    await checkout.loaded();
    return checkout;
  }

  describe('making a token', () => {
    it('turns a typed card into a token of the capture context', async () => {
      const { captureContext, number, securityCode, tokenize } = await open();
      await number.pressSequentially(VISA);
      await securityCode.pressSequentially('123');
      const { token = '', error } = await tokenize();
      expect(error).to.equal(undefined);
      await jwtVerify(token, await importJWK(claimsOf(captureContext).flx.jwk, 'RS256'));
      expect(await microform.vault.byTransientToken(token)).to.deep.equal({
        merchantId: 'testrest',
        number: VISA,
        type: '001',
        securityCode: '123',
        expirationMonth: '12',
        expirationYear: '2031',
      });
    });

    it('keeps number and security code out of the page, its messages and every readable request', async () => {
      const { page, number, securityCode, tokenize, run } = await open();
      const sent: string[] = [];
      page.on('request', (request) => sent.push(`${request.url()} ${request.postData() ?? ''}`));
      await number.pressSequentially('5555555555554444');
      await securityCode.pressSequentially('987');
      const { token } = await tokenize();
      expect(token).to.be.a('string');
      const seen = [
        await page.content(),
        await run<string>('JSON.stringify([messages, heard])'),
        ...shop.requests,
        ...sent,
      ].join('\n');
      expect(seen).to.contain('application/x-telegram+json');
      expect(seen).to.contain('/flex/v2/tokens');
      expect(seen.replaceAll(/\s/g, '')).to.not.contain('5555555555554444');
      expect(await run<string>('JSON.stringify(messages)')).to.not.match(/\b987\b/);
      expect(await run('thrownBy(() => frames[0].document)')).to.include({ name: 'SecurityError' });
    });

    it('does without a security code when the page has no such field', async () => {
      const { number, tokenize, run } = await open();
      await run('securityCode.dispose()');
      await number.pressSequentially(VISA);
      const { token = '' } = await tokenize();
      expect(await microform.vault.byTransientToken(token)).to.not.have.property('securityCode');
    });

    it('keeps two microforms of one page apart, though they share a capture context', async () => {
      const { page, number, securityCode, tokenize, run } = await open();
      await run(`window.second = flex.microform('card');
        window.secondNumber = second.createField('number');
        window.secondCode = second.createField('securityCode');
        heard.second = []; heard.third = [];
        secondNumber.on('load', () => heard.second.push(['load']));
        secondCode.on('load', () => heard.third.push(['load']));
        secondNumber.load('#elsewhere');
        secondCode.load('#elsewhere-too');`);
      await checkout.loaded();
      await number.pressSequentially(VISA);
      await securityCode.pressSequentially('123');
      await page.frameLocator('#elsewhere iframe').locator('input.field').pressSequentially(AMEX);
      await page.frameLocator('#elsewhere-too iframe').locator('input.field').pressSequentially('4321');
      const first = await tokenize();
      const { token = '' } = await run<{ token?: string }>(
        "tokenize({ expirationMonth: '01', expirationYear: '2030' }, second)",
      );
      expect(await microform.vault.byTransientToken(first.token ?? '')).to.include({
        number: VISA,
        securityCode: '123',
      });
      expect(await microform.vault.byTransientToken(token)).to.include({
        number: AMEX,
        securityCode: '4321',
      });
    });

    it('offers what CyberSource offers and nothing more', async () => {
      const { run } = await open();
      expect(await run('Object.keys(flex)')).to.deep.equal(['microform']);
      expect(await run('Object.keys(microform)')).to.have.members(['createField', 'createToken']);
      expect(await run('Object.keys(number)')).to.have.members([
        ...['load', 'unload', 'clear', 'dispose', 'focus', 'update', 'on', 'off'],
      ]);
    });
  });

  describe('the number field', () => {
    it('writes the number in the groups of its brand', async () => {
      const { number } = await open();
      await number.pressSequentially(VISA);
      expect(await number.inputValue()).to.equal('4111 1111 1111 1111');
      await number.fill(AMEX);
      expect(await number.inputValue()).to.equal('3782 822463 10005');
    });

    it('takes a pasted number with dashes, and no more digits than the brand has', async () => {
      const { number } = await open();
      await number.fill('3782-822463-100059999');
      expect(await number.inputValue()).to.equal('3782 822463 10005');
    });

    it('deletes over the gaps and inserts in the middle', async () => {
      const { number } = await open();
      await number.pressSequentially('411112');
      await number.press('Backspace');
      await number.press('Backspace');
      await number.press('Backspace');
      expect(await number.inputValue()).to.equal('411');
      await number.fill('4111222');
      for (let step = 0; step < 3; step += 1) await number.press('ArrowLeft');
      await number.press('Backspace');
      expect(await number.inputValue()).to.equal('4112 22');
      await number.pressSequentially('9');
      expect(await number.inputValue()).to.equal('4119 222');
    });

    it('leaves the digits as they are when asked to', async () => {
      const { number } = await open({ numberOptions: { autoformat: false } });
      await number.pressSequentially(VISA);
      expect(await number.inputValue()).to.equal(VISA);
    });

    it('describes the card in its change event', async () => {
      const { page, number, latest } = await open();
      await number.pressSequentially(VISA);
      const change = await latest('number', 'change', 'data.valid');
      expect(change).to.deep.equal({
        card: [
          {
            name: 'visa',
            brandedName: 'Visa',
            cybsCardType: '001',
            spaces: [4, 8, 12],
            lengths: [13, 14, 15, 16, 17, 18, 19],
            securityCode: { name: 'CVV', length: 3 },
            luhn: true,
            valid: true,
            couldBeValid: true,
          },
        ],
        valid: true,
        couldBeValid: true,
        empty: false,
      });
      expect(await page.locator('#number').getAttribute('class')).to.contain('flex-microform-valid');
      expect(await number.getAttribute('aria-invalid')).to.equal('false');
    });

    it('calls a finished number with a wrong check digit invalid', async () => {
      const { page, number, latest } = await open();
      await number.pressSequentially('378282246310006');
      expect(await latest('number', 'change', '!data.couldBeValid')).to.include({
        valid: false,
        empty: false,
      });
      expect(await page.locator('#number').getAttribute('class')).to.contain('flex-microform-invalid');
      expect(await number.getAttribute('aria-invalid')).to.equal('true');
    });

    it('takes no brand that the merchant does not', async () => {
      const { number, latest } = await open({ session: { allowedCardNetworks: ['AMEX'] } });
      await number.pressSequentially(VISA);
      expect(await latest('number', 'change')).to.deep.equal({
        card: [],
        valid: false,
        couldBeValid: false,
        empty: false,
      });
    });

    it('is neither valid nor invalid when it has been emptied', async () => {
      const { page, number, latest, run } = await open();
      await number.pressSequentially('9');
      await run('number.clear()');
      await latest('number', 'change', 'data.empty');
      expect(await number.inputValue()).to.equal('');
      expect(await page.locator('#number').getAttribute('class')).to.not.contain('valid');
    });
  });

  describe('the security code field', () => {
    it('is as long as the brand of the number wants it', async () => {
      const { number, securityCode, latest } = await open();
      await number.pressSequentially(AMEX);
      await securityCode.pressSequentially('12345');
      expect(await securityCode.inputValue()).to.equal('1234');
      expect(await latest('securityCode', 'change', 'data.valid')).to.deep.equal({
        valid: true,
        couldBeValid: true,
        empty: false,
      });
    });

    it('is judged again when the brand changes', async () => {
      const { number, securityCode, latest } = await open();
      await number.pressSequentially(VISA);
      await securityCode.pressSequentially('123');
      await latest('securityCode', 'change', 'data.valid');
      await number.fill(AMEX);
      await latest('securityCode', 'change', '!data.valid');
    });

    it('learns of the number when it is loaded after it', async () => {
      const { number, securityCode, latest, run } = await open();
      await run('securityCode.unload()');
      await number.pressSequentially(AMEX);
      await run("heard.securityCode.length = 0, securityCode.load('#security-code')");
      await checkout.loaded();
      await securityCode.pressSequentially('1234');
      await latest('securityCode', 'change', 'data.valid');
    });
  });

  describe('being a field', () => {
    it('shows one titled frame of the gateway a field', async () => {
      const { page } = await open();
      const frames = page.locator('iframe');
      expect(await frames.count()).to.equal(2);
      expect(await frames.nth(0).getAttribute('title')).to.equal('Secure card number field');
      expect(await frames.nth(1).getAttribute('title')).to.equal('Secure card security code field');
      for (const frame of page.frames().slice(1)) {
        expect(new URL(frame.url()).origin).to.equal(microform.url);
      }
    });

    it('tells assistive technology, keyboards and wallets what it is', async () => {
      const { page, number, securityCode } = await open({
        numberOptions: {
          'aria-label': 'Kartennummer',
          'aria-required': true,
          placeholder: '1234 5678',
          description: 'No gaps needed',
          title: 'Number',
        },
      });
      for (const [input, name, value] of [
        [number, 'aria-label', 'Kartennummer'],
        [number, 'aria-required', 'true'],
        [number, 'placeholder', '1234 5678'],
        [number, 'title', 'Number'],
        [number, 'inputmode', 'numeric'],
        [number, 'autocomplete', 'cc-number'],
        [securityCode, 'aria-label', 'Card security code'],
        [securityCode, 'inputmode', 'numeric'],
        [securityCode, 'autocomplete', 'cc-csc'],
      ] as const) {
        expect(await input.getAttribute(name), name).to.equal(value);
      }
      const id = await number.getAttribute('aria-describedby');
      const description = page.frameLocator('#number iframe').locator(`#${id}`);
      expect(await description.textContent()).to.equal('No gaps needed');
    });

    it('is passed with Tab, in both directions, and says where the focus went', async () => {
      const { page, number, securityCode, latest } = await open();
      /** Waits for the focus, and until Chromium sends keys to the frame, which takes it a moment longer. */
      const arrived = async (id: string, input: Locator): Promise<void> => {
        await page.locator(`#${id}.flex-microform-focused`).waitFor();
        await input.fill('');
        while ((await input.inputValue()) === '') await page.keyboard.press('1');
      };
      await page.locator('#name').focus();
      await page.keyboard.press('Tab');
      await arrived('number', number);
      await page.keyboard.press('Tab');
      await arrived('security-code', securityCode);
      expect(await latest('number', 'blur')).to.deep.equal({ focusShift: 'next' });
      await page.keyboard.press('Tab');
      await page.waitForFunction("document.activeElement.id === 'month'");
      await page.keyboard.press('Shift+Tab');
      await arrived('security-code', securityCode);
      await page.keyboard.press('Shift+Tab');
      await page.locator('#number.flex-microform-focused').waitFor();
      const shift = await latest('securityCode', 'blur', "data.focusShift === 'previous'");
      expect(shift).to.deep.equal({ focusShift: 'previous' });
      expect(await page.locator('.flex-microform-focused').count()).to.equal(1);
    });

    it('is focused by the page, and tells it about Enter', async () => {
      const { page, number, latest, run } = await open();
      await run('number.focus()');
      await latest('number', 'focus');
      await page.keyboard.type('4');
      expect(await number.inputValue()).to.equal('4');
      await page.keyboard.press('Enter');
      await latest('number', 'inputSubmitRequest');
    });

    it('is updated and disabled while it is there', async () => {
      const { page, number, latest, run } = await open();
      await run("number.update({ placeholder: 'Card', disabled: true })");
      await latest('number', 'update');
      expect(await number.isDisabled()).to.equal(true);
      expect(await number.getAttribute('placeholder')).to.equal('Card');
      expect(await page.locator('#number').getAttribute('class')).to.contain('flex-microform-disabled');
    });

    it('keeps an update that comes before its frame', async () => {
      const { number, latest, run } = await open();
      await run("number.unload(), number.load('#number'), number.update({ placeholder: 'Late' })");
      await latest('number', 'update');
      expect(await number.getAttribute('placeholder')).to.equal('Late');
    });

    it('leaves without a trace and comes back empty', async () => {
      const { page, number, latest, run } = await open();
      await number.pressSequentially(VISA);
      await run('number.unload()');
      expect(await page.locator('#number').getAttribute('class')).to.equal('card-field');
      expect(await page.locator('#number iframe').count()).to.equal(0);
      expect(await latest('number', 'unload')).to.equal(undefined);
      await run("number.load('#number')");
      expect(await number.inputValue()).to.equal('');
    });

    it('makes room for another of its type when it is disposed of', async () => {
      const { run } = await open();
      expect(await run("number.dispose(), typeof microform.createField('number').load")).to.equal('function');
    });

    it('wears the styles it may wear, in each state', async () => {
      const { number, latest, run, runInNumberFrame } = await open({
        styles: { input: { color: 'rgb(1, 2, 3)', position: 'fixed', 'background-image': 'url(/x)' } },
        numberOptions: {
          styles: { valid: { color: 'rgb(0, 128, 0)' }, '::placeholder': { color: 'rgb(9, 9, 9)' } },
        },
      });
      const look = async (property: string): Promise<unknown> =>
        runInNumberFrame(`getComputedStyle(document.querySelector('.field'))['${property}']`);
      const rules = await runInNumberFrame<string>(
        'Array.from(document.adoptedStyleSheets[0].cssRules, ({ cssText }) => cssText).join()',
      );
      expect(await look('color')).to.equal('rgb(1, 2, 3)');
      expect(rules).to.contain('::placeholder { color: rgb(9, 9, 9); }');
      expect(await look('position')).to.equal('static');
      expect(await look('background-image')).to.equal('none');
      await number.pressSequentially(VISA);
      expect(await look('color')).to.equal('rgb(0, 128, 0)');
      await run("number.update({ styles: { valid: { color: 'red } body { display: none' } } })");
      await latest('number', 'update');
      expect(await number.isVisible()).to.equal(true);
    });

    it('tells the page when the browser fills in a stored card', async () => {
      const { page, number, latest, runInNumberFrame } = await open();
      await number.fill(VISA);
      await runInNumberFrame(`
        const month = document.querySelector('input[name=expirationMonth]');
        month.value = '07';
        month.dispatchEvent(new Event('change'));`);
      expect(await latest('number', 'autocomplete')).to.deep.equal({ expirationMonth: '07' });
      expect(await page.locator('#number').getAttribute('class')).to.contain('flex-microform-autocomplete');
      await number.press('Backspace');
      await latest('number', 'change', '!data.valid');
      expect(await page.locator('#number').getAttribute('class')).to.not.contain('autocomplete');
    });

    it('stops calling listeners that were taken off', async () => {
      const { page, number, latest, run } = await open();
      await run('window.calls = 0, window.count = () => { calls += 1; }, number.on("change", count)');
      await number.press('4');
      await latest('number', 'change');
      await run('number.off("change", count)');
      await number.press('1');
      await page.waitForFunction("heard.number.filter(([name]) => name === 'change').length === 2");
      expect(await run('calls')).to.equal(1);
    });

    it('obeys its page only, not another frame in it', async () => {
      const { page, number, run } = await open();
      await number.pressSequentially('4111');
      await run(`
        const { fieldId } = JSON.parse(decodeURIComponent(document.querySelector('iframe').src.split('#')[1]));
        const telegram = { contentType: 'application/x-telegram+json', channel: fieldId, event: 'clear', data: null };
        const other = document.body.appendChild(document.createElement('iframe'));
        other.contentWindow.eval('parent.frames[0].postMessage(' + JSON.stringify(telegram) + ', "*")');
        number.update({ title: 'sent later, so that it arrives later' });`);
      await checkout.latest('number', 'update');
      expect(await number.inputValue()).to.equal('4111');
      expect(await page.locator('iframe').count()).to.equal(3);
    });

    it('accepts messages of its own frame only', async () => {
      const { page, run } = await open();
      await run(`
        const { fieldId } = JSON.parse(decodeURIComponent(document.querySelector('iframe').src.split('#')[1]));
        const data = { valid: true, couldBeValid: true, empty: false, card: [] };
        const telegram = { contentType: 'application/x-telegram+json', channel: fieldId, event: 'change', data };
        window.postMessage(telegram, '*');`);
      await page.waitForFunction("messages.at(-1)?.event === 'change'");
      expect(await run("heard.number.some(([name]) => name === 'change')")).to.equal(false);
    });
  });
});
