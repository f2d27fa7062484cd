/** A merchant's page on an origin of its own, with card fields of a microform, in real Chromium. */
import express from 'express';
import type { Browser, Locator, Page } from 'playwright-core';
import { claimsOf } from './an-envelope.ts';
import { listen, type RunningMicroform } from './a-microform.ts';

/** What a test may ask of the page. */
export interface PageSetup {
  /** The merchant's styles and options for both fields. */
  readonly styles?: unknown;
  readonly numberOptions?: unknown;
  readonly securityCodeOptions?: unknown;
  /** Changes to the request for the capture context. */
  readonly session?: Record<string, unknown>;
  /** A capture context of the test's own making, instead of the server's. */
  readonly forge?: (captureContext: string) => Promise<string> | string;
}

/** Outcome of `createToken`. */
export interface TokenOutcome {
  readonly token?: string;
  readonly error?: {
    readonly name: string;
    readonly reason: string;
    readonly message: string;
    readonly details?: unknown;
    readonly status?: number;
  };
}

/** An open page. */
export interface CheckoutPage {
  readonly page: Page;
  readonly captureContext: string;
  /** The inputs inside the frames. */
  readonly number: Locator;
  readonly securityCode: Locator;
  /** Waits until both fields are loaded. */
  readonly loaded: () => Promise<void>;
  readonly tokenize: (options?: Record<string, unknown>) => Promise<TokenOutcome>;
  /**
   * Waits until the newest event of that name makes a condition on its `data` true, and returns that data.
   * Frames live in another process: what they say arrives a moment later.
   */
  readonly latest: (field: 'number' | 'securityCode', event: string, condition?: string) => Promise<unknown>;
  /** Runs a script in the page, and in the frame of the number field. */
  readonly run: <Result>(script: string) => Promise<Result>;
  readonly runInNumberFrame: <Result>(script: string) => Promise<Result | undefined>;
  readonly close: () => Promise<void>;
}

const PAGE_SCRIPT = `
  const setup = JSON.parse(document.getElementById('setup').textContent);
  const heard = { number: [], securityCode: [] };
  const messages = [];
  addEventListener('message', ({ data }) => messages.push(data));

  function listenTo(name, field) {
    const events = ['autocomplete', 'blur', 'change', 'error', 'focus', 'inputSubmitRequest', 'load', 'unload', 'update'];
    for (const event of events) field.on(event, (data) => heard[name].push([event, data]));
  }

  let flex, microform, number, securityCode;
  function start() {
    flex = new Flex(setup.captureContext);
    microform = flex.microform('card', { styles: setup.styles });
    number = microform.createField('number', setup.numberOptions);
    securityCode = microform.createField('securityCode', setup.securityCodeOptions);
    listenTo('number', number);
    listenTo('securityCode', securityCode);
    number.load('#number');
    securityCode.load(document.getElementById('security-code'));
  }

  function tokenize(options, of = microform) {
    return new Promise((resolve) => {
      of.createToken(options, (error, token) => resolve(
        error
          ? { error: { ...error, name: error.name, message: error.message } }
          : { token }));
    });
  }

  /** What a call throws. */
  function thrownBy(call) {
    try { call(); } catch ({ name, reason }) { return { name, reason }; }
  }

  const script = document.createElement('script');
  script.src = setup.clientLibrary;
  script.integrity = setup.clientLibraryIntegrity;
  script.crossOrigin = 'anonymous';
  script.onload = start;
  document.head.appendChild(script);
`;

/** A shop whose pages use a microform. */
export async function startShop(microform: RunningMicroform): Promise<{
  readonly origin: string;
  readonly open: (browser: Browser, setup?: PageSetup) => Promise<CheckoutPage>;
  /** Whole requests that reached the shop. */
  readonly requests: string[];
  readonly close: () => void;
}> {
  const { server, url } = await listen();
  const origin = url.replace('127.0.0.1', 'localhost');
  const requests: string[] = [];
  let html = '';
  const app = express();
  app.use(express.text({ type: '*/*' }), (req, res) => {
    requests.push(JSON.stringify([req.url, req.headers, req.body]));
    if (req.path === '/checkout') res.type('html').send(html);
    else res.status(404).end();
  });
  server.on('request', app);

  async function open(browser: Browser, setup: PageSetup = {}): Promise<CheckoutPage> {
    const issued = await microform.openContext({ targetOrigins: [origin], ...setup.session });
    const { clientLibrary, clientLibraryIntegrity } = claimsOf(issued).ctx[0]?.data ?? {};
    const captureContext = setup.forge ? await setup.forge(issued) : issued;
    const { styles, numberOptions, securityCodeOptions } = setup;
    html = toHtml({
      captureContext,
      clientLibrary,
      clientLibraryIntegrity,
      styles,
      numberOptions,
      securityCodeOptions,
    });
    const page = await browser.newPage();
    page.setDefaultTimeout(5_000);
    await page.goto(`${origin}/checkout`);
    const run = async <Result>(script: string): Promise<Result> => page.evaluate<Result>(script);
    const number = page.frameLocator('#number iframe').locator('input.field');

    return {
      page,
      captureContext,
      number,
      securityCode: page.frameLocator('#security-code iframe').locator('input.field'),
      run,
      async runInNumberFrame<Result>(script: string): Promise<Result | undefined> {
        const frame = await (await number.elementHandle()).ownerFrame();
        return frame?.evaluate<Result>(script);
      },
      async loaded() {
        await page.waitForFunction(
          "Object.values(heard).every((events) => events.some(([name]) => name === 'load'))",
        );
      },
      tokenize: async (options = { expirationMonth: '12', expirationYear: '2031' }) =>
        run(`tokenize(${JSON.stringify(options)})`),
      async latest(field, event, condition = 'true') {
        const newest = `heard.${field}.filter(([name]) => name === '${event}').at(-1)`;
        await page.waitForFunction(`${newest} && (([, data]) => ${condition})(${newest})`);
        return run(`${newest}[1]`);
      },
      close: async () => page.close(),
    };
  }

  return {
    origin,
    open,
    requests,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function toHtml(setup: unknown): string {
  return `<!doctype html>
    <html lang="en">
      <title>Checkout</title>
      <link rel="icon" href="data:," />
      <style>.card-field { height: 40px; border: 1px solid grey; }</style>
      <label>Name <input id="name" /></label>
      <div id="number" class="card-field"></div>
      <div id="security-code" class="card-field"></div>
      <label>Month <input id="month" /></label>
      <div id="elsewhere" class="card-field"></div>
      <div id="elsewhere-too" class="card-field"></div>
      <script type="application/json" id="setup">${JSON.stringify(setup).replaceAll('<', '\\u003c')}</script>
      <script>${PAGE_SCRIPT}</script>
    </html>`;
}
