import { expect } from 'chai';
import { generateKeyPair, SignJWT } from 'jose';
import type { Browser } from 'playwright-core';
import { LAUNCH_TIMEOUT_MS } from '../../browser/launch.ts';
import { closePages, sharedBrowser } from '../../browser/shared-browser.ts';
import { startShop, type CheckoutPage, type PageSetup } from './a-checkout-page.ts';
import { startMicroform, type RunningMicroform } from './a-microform.ts';
import { claimsOf } from './an-envelope.ts';

const VISA = '4111111111111111';

describe('card fields that cannot do what they are asked', function () {
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

  async function openWithCard(): Promise<CheckoutPage> {
    const page = await open();
    await page.number.pressSequentially(VISA);
    await page.securityCode.pressSequentially('123');
    return page;
  }

  /** The first error a field of a page that may not embed it reports. */
  async function refusalOfField(setup: PageSetup): Promise<unknown> {
    checkout = await shop.open(browser, setup);
    await checkout.latest('number', 'error');
    expect(await checkout.number.count()).to.equal(0);
    return checkout.run("heard.number.find(([name]) => name === 'error')[1].reason");
  }

  for (const [what, call, reason] of [
    ['a capture context that is none', "new Flex('nonsense')", 'CAPTURE_CONTEXT_INVALID'],
    ['no capture context', 'new Flex()', 'CAPTURE_CONTEXT_INVALID'],
    ['a JWT of another kind', "new Flex('e30.e30.AAAA')", 'CAPTURE_CONTEXT_INVALID'],
    ['a field of an unknown type', "microform.createField('pin')", 'CREATE_FIELD_INVALID_FIELD_TYPE'],
    ['a second field of a type', "microform.createField('number')", 'CREATE_FIELD_DUPLICATE'],
    ['loading twice', "number.load('#elsewhere')", 'FIELD_ALREADY_LOADED'],
    [
      'a container that is not there',
      "number.unload(), number.load('#nowhere')",
      'FIELD_LOAD_CONTAINER_SELECTOR',
    ],
    ['a container that is none', 'number.unload(), number.load(42)', 'FIELD_LOAD_INVALID_CONTAINER'],
    ['unloading what is not loaded', 'number.unload(), number.unload()', 'FIELD_UNLOAD_ERROR'],
    ['an unknown event', "number.on('click', () => 0)", 'FIELD_SUBSCRIBE_UNSUPPORTED_EVENT'],
    ['a listener that is no function', "number.on('change', 'x')", 'FIELD_SUBSCRIBE_INVALID_CALLBACK'],
  ] as const) {
    it(`throw ${reason} for ${what}`, async () => {
      const { run } = await open();
      expect(await run(`thrownBy(() => { ${call} })`)).to.deep.equal({ name: 'MicroformError', reason });
    });
  }

  it('throw for a capture context that has expired', async () => {
    const { page, run } = await open();
    await page.clock.setFixedTime(Date.now() + 901_000);
    expect(await run('thrownBy(() => new Flex(setup.captureContext))')).to.deep.equal({
      name: 'MicroformError',
      reason: 'CAPTURE_CONTEXT_EXPIRED',
    });
  });

  it('stay closed to a page that the capture context does not name', async () => {
    expect(await refusalOfField({ session: { targetOrigins: ['https://other.example.com'] } })).to.equal(
      'CAPTURE_CONTEXT_INVALID',
    );
  });

  it('stay closed when a page that may embed them is itself embedded by one that may not', async () => {
    await open();
    const unknownCaller = await browser.newPage();
    // 127.0.0.1 is another origin than localhost, and not among the targetOrigins.
    await unknownCaller.goto(`${shop.origin.replace('localhost', '127.0.0.1')}/nothing`);
    await unknownCaller.setContent(`<iframe src="${shop.origin}/checkout"></iframe>`);
    const embedded = unknownCaller.frameLocator('iframe').locator('#number');
    await embedded.waitFor();
    const frame = unknownCaller.frames().find((candidate) => candidate.url().endsWith('/checkout'));
    await frame?.waitForFunction("heard.number.some(([name]) => name === 'error')");
    expect(await frame?.evaluate("heard.number.find(([name]) => name === 'error')[1].reason")).to.equal(
      'CAPTURE_CONTEXT_INVALID',
    );
    await unknownCaller.close();
  });

  it('stay closed for a capture context that another key signed', async () => {
    const { privateKey } = await generateKeyPair('RS256');
    const reason = await refusalOfField({
      session: { targetOrigins: ['https://other.example.com'] },
      forge: async (captureContext) => {
        const claims = claimsOf(captureContext);
        const ctx = claims.ctx.map((part) => ({
          ...part,
          data: { ...part.data, targetOrigins: [shop.origin] },
        }));
        const { kid } = JSON.parse(
          Buffer.from(captureContext.split('.')[0] ?? '', 'base64url').toString(),
        ) as { kid: string };
        return new SignJWT({ ...claims, ctx }).setProtectedHeader({ kid, alg: 'RS256' }).sign(privateKey);
      },
    });
    expect(reason).to.equal('IFRAME_JWT_VALIDATION_FAILED');
  });

  it('make no token without fields', async () => {
    const { run } = await open();
    expect(await run("tokenize({}, flex.microform('card'))")).to.have.nested.property(
      'error.reason',
      'CREATE_TOKEN_NO_FIELDS',
    );
    await run('number.unload(), securityCode.unload()');
    expect(await run('tokenize({})')).to.have.nested.property(
      'error.reason',
      'CREATE_TOKEN_NO_FIELDS_LOADED',
    );
  });

  it('name the fields that are not valid', async () => {
    const { number, tokenize } = await open();
    await number.pressSequentially('4111');
    const { error } = await tokenize();
    expect(error).to.deep.include({
      name: 'MicroformError',
      reason: 'CREATE_TOKEN_VALIDATION_FIELDS',
      details: [
        { message: 'Validation error', location: 'number' },
        { message: 'Validation error', location: 'securityCode' },
      ],
    });
  });

  it('name the options that are not valid', async () => {
    const { tokenize } = await openWithCard();
    const { error } = await tokenize({ expirationMonth: '1', expirationYear: '31', type: 'visa' });
    expect(error?.reason).to.equal('CREATE_TOKEN_VALIDATION_PARAMS');
    expect((error!.details as { location: string }[]).map(({ location }) => location)).to.have.members([
      'type',
      'expirationMonth',
      'expirationYear',
    ]);
  });

  it('pass on what the token endpoint finds wrong', async () => {
    const { tokenize } = await openWithCard();
    const { error } = await tokenize({ expirationMonth: '12' });
    expect(error).to.deep.include({ reason: 'CREATE_TOKEN_VALIDATION_SERVERSIDE', status: 400 });
    expect(error?.details).to.deep.equal([{ location: 'expirationYear', message: 'must be 2010 to 2099' }]);
  });

  it('say that a capture context is used up', async () => {
    const { tokenize } = await openWithCard();
    for (let use = 1; use <= 3; use += 1) expect((await tokenize()).token).to.be.a('string');
    expect((await tokenize()).error?.reason).to.equal('CREATE_TOKEN_CAPTURE_CONTEXT_USED_TOO_MANY_TIMES');
  });

  it('say that the gateway does not know the capture context', async () => {
    const { tokenize } = await openWithCard();
    microform.advance(901);
    const { error } = await tokenize();
    microform.advance(-901);
    expect(error?.reason).to.equal('CREATE_TOKEN_CAPTURE_CONTEXT_NOT_FOUND');
  });

  for (const [what, answer, reason] of [
    ['no server answers', 'abort', 'CREATE_TOKEN_XHR_ERROR'],
    ['the answer is no token', { status: 201, body: 'hello' }, 'MALFORMED_TOKENS_RESPONSE'],
    ['the gateway fails', { status: 502, body: 'Bad Gateway' }, 'UNKNOWN_REASON'],
    [
      'the gateway says what it failed at',
      { status: 500, body: '{"responseStatus":{"reason":"TOKENIZATION_ERROR"}}' },
      'CREATE_TOKEN_PLATFORM_ERROR',
    ],
  ] as const) {
    it(`answer ${reason} when ${what}`, async () => {
      const { page, tokenize } = await openWithCard();
      await page.route('**/flex/v2/tokens', async (route) =>
        answer === 'abort' ? route.abort() : route.fulfill(answer),
      );
      expect((await tokenize()).error?.reason).to.equal(reason);
    });
  }

  it('say so when the capture context expires while the shopper types', async () => {
    const { page, tokenize } = await openWithCard();
    await page.clock.setFixedTime(Date.now() + 901_000);
    expect((await tokenize()).error?.reason).to.equal('CAPTURE_CONTEXT_EXPIRED');
  });
});
