import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import less from 'less';
import ts from 'typescript';
import { buildPage } from '../build-page.ts';
import { buildWidget } from '../build.ts';
import { weigh } from '../card-weight.ts';
import { checkTexts, LANGUAGES } from '../build-texts.ts';

/** A page's own script, as its author would write it in strict TypeScript. */
const PAGE = `
import { mountPayment, type PagePayment, type PaymentOutcome } from './cybersource-checkout.js';
export async function buy(place: HTMLElement): Promise<string> {
  const payment: PagePayment = mountPayment(place, {
    siteId: 'siteUS',
    texts: {},
    total: () => ({ amount: '12.50', currency: 'USD' }),
    sendOrder: async (payments, orderId) => ({ id: orderId ?? payments[0]?.type }),
    placeOrder: () => undefined,
  });
  const result: PaymentOutcome = await payment.submit();
  return result.outcome === 'accepted' ? 'thanks' : result.message;
}`;

/** What the guide's sample takes from the shop's page around it. */
const GIVEN_BY_THE_SHOP = `
declare const element: HTMLElement;
declare const button: HTMLButtonElement;
declare const texts: Readonly<Record<string, string>>;
declare const order: object;
declare const cart: import('./cybersource-checkout.js').PagePaymentOptions['cart'] & {};
declare function post(address: string, body: object): Promise<{ id: string }>;
declare function get(address: string): Promise<{ id: string }>;
declare function showConfirmation(placed: unknown): void;
declare function placeOrder(): void;
`;

describe("The widget's extension", function () {
  this.timeout(60_000);
  let folder: string;
  let script: string;
  let wallets: string;
  let cardBytes: number;
  const read = (path: string): Promise<string> => readFile(join(folder, path), 'utf8');
  const widgetFile = (path: string): string => `widget/cybersourcePayment/${path}`;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'widget-'));
    ({ cardBytes } = await buildWidget(folder));
    script = await read(widgetFile('js/cybersource-payment.js'));
    wallets = await read(widgetFile('js/cybersource-wallets.js'));
  });
  after(() => rm(folder, { recursive: true }));

  it('holds what OCC unpacks, in every language', async () => {
    const files = await readdir(folder, { recursive: true, withFileTypes: true });
    const names = files.filter((file) => file.isFile()).map(({ name }) => name);
    expect(names.filter((name) => !name.startsWith('ns.'))).to.have.members([
      'ext.json',
      ...['widget.json', 'display.template', 'widget.less'],
      ...['widget.json', 'display.template', 'widget.less'],
      'cybersource-payment.js',
      'cybersource-marks.js',
      'cybersource-marks.js',
      'cybersource-challenge.js',
      'cybersource-device-fingerprint.js',
      'cybersource-earlier-order.js',
      'cybersource-saved-card-options.js',
      'cybersource-wallets.js',
      'cybersource-saved-cards.js',
      'cybersource-account-cards.js',
      'cybersource-challenge.js',
    ]);
    for (const file of ['ns.cybersource-payment.json', 'ns.cybersource-saved-cards.json'])
      expect(names.filter((name) => name === file)).to.have.length(LANGUAGES.length);
    const manifest = JSON.parse(await read(widgetFile('widget.json'))) as object;
    expect(manifest).to.deep.include({
      javascript: 'cybersource-payment',
      i18nresources: 'cybersource-payment',
      pageTypes: ['checkout', 'payment'],
    });
  });

  it('is one anonymous AMD module that asks only for what OCC provides', () => {
    const calls: unknown[][] = [];
    runInNewContext(script, { define: (...args: unknown[]) => calls.push(args) });
    expect(calls).to.have.length(1);
    const [dependencies, factory, ...more] = calls[0] ?? [];
    expect(dependencies).to.have.members([
      'require',
      'ccRestClient',
      'knockout',
      'jquery',
      'notifier',
      'pubsub',
    ]);
    expect(factory).to.be.a('function');
    expect(more).to.deep.equal([]);
  });

  it('exports a plain object whose own properties are the lifecycle', () => {
    let exported: unknown;
    const topicNames = { ORDER_SUBMISSION_FAIL: 'f', ORDER_SUBMISSION_SUCCESS: 's', PAGE_CHANGED: 'p' };
    const define = (names: readonly string[], factory: (...modules: unknown[]) => unknown): void => {
      const provided: Readonly<Record<string, unknown>> = { pubsub: { topicNames } };
      exported = factory(...names.map((name) => provided[name] ?? {}));
    };
    runInNewContext(script, { define, document: {} });
    // Of the script's own realm, hence by name; its prototype is the root, hence a plain object.
    expect(Object.getPrototypeOf(Object.getPrototypeOf(exported))).to.equal(null);
    expect(exported).to.have.all.keys('onLoad', 'resourcesLoaded', 'beforeAppear');
  });

  it('runs in browsers of 2017', () => {
    // Optional chaining, nullish coalescing, spread of objects, catch without a name: syntax errors there.
    expect(script + wallets).not.to.match(/\?\.[a-zA-Z[(]|\?\?|\{\.\.\.|catch\{/);
  });

  it('weighs at most 12 KB on the wire, and is not built when it weighs more', () => {
    expect(gzipSync(script).byteLength)
      .to.equal(cardBytes)
      .and.to.be.at.most(12 * 1024);
    expect(() => weigh(randomBytes(12 * 1024))).to.throw(/12288 at most/);
  });

  it('has no field of its own for the card number or the security code, no console, and no HTML from data', async () => {
    const everything = script + (await read(widgetFile('templates/display.template')));
    expect(everything).not.to.match(/cc-number|cc-csc/);
    expect(everything).not.to.match(/console\.|innerHTML|\bhtml:|\beval\(/);
  });

  describe('in languages', () => {
    const keys = ['cardEnding', 'cancel'];
    let locales: string;
    const write = async (language: string, resources: object): Promise<void> => {
      await mkdir(join(locales, language), { recursive: true });
      await writeFile(join(locales, language, 'ns.x.json'), JSON.stringify({ resources }));
    };
    const TEXTS = { cardEnding: '__brand__ ending in __last4__', cancel: 'Cancel' };
    const check = async (code = "text('cardEnding') text('cancel')"): Promise<string> =>
      checkTexts(locales, keys, code).then(
        () => 'good',
        (problem: unknown) => (problem as Error).message,
      );

    beforeEach(async () => {
      locales = await mkdtemp(join(tmpdir(), 'locales-'));
      for (const language of LANGUAGES) await write(language, TEXTS);
    });
    afterEach(() => rm(locales, { recursive: true }));

    it('is built when every language says the same', async () => {
      await write('ja', { cancel: 'キャンセル', cardEnding: '__last4__ __brand__' });
      expect(await check()).to.equal('good');
    });

    for (const [what, texts] of [
      ['lacks a text', { cardEnding: TEXTS.cardEnding }],
      ['has an empty text', { ...TEXTS, cancel: ' ' }],
      ['has a text that is shown nowhere', { ...TEXTS, other: 'x' }],
      ['loses a placeholder', { ...TEXTS, cardEnding: 'Karte __last4__' }],
    ] as const) {
      it(`is not built when one ${what}`, async () => {
        await write('de', texts);
        expect(await check()).to.match(/de: /);
      });
    }

    it('is not built without one of them, or with a text that is shown nowhere', async () => {
      await rm(join(locales, 'ar'), { recursive: true });
      expect(await check()).to.match(/ar: cancel/);
      await write('ar', TEXTS);
      expect(await check("text('cardEnding')")).to.match(/cancel is shown nowhere/);
    });
  });

  it('takes its look from variables, which the guide lists', async () => {
    const styles = await read(widgetFile('less/widget.less'));
    const guide = await readFile(new URL('../../docs/widget.md', import.meta.url), 'utf8');
    const names = [...styles.matchAll(/^@(cyb-[\w-]+):/gm)].map(([, name]) => name ?? '');
    expect(names).to.include.members(['cyb-accent', 'cyb-problem', 'cyb-radius']);
    for (const name of names) {
      expect(guide).to.include(`@${name}`);
      const { css } = await less.render(styles, { modifyVars: { [name]: '#012345' } });
      expect(css, name).to.include('#012345');
    }
  });

  it('has styles that compile and stay inside the widget and the button that the shop marks for it', async () => {
    const { css } = await less.render(await read(widgetFile('less/widget.less')));
    const selectors = [...css.matchAll(/^\s*([^@{}\s][^{}]*)\{/gm)].map(
      ([, selector]) => selector?.trim() ?? '',
    );
    expect(selectors.length).to.be.greaterThan(20);
    expect(
      selectors.filter(
        (selector) =>
          !/^(\[dir=.rtl.\] )?(\.cyb-payment|to$)|^\.cyb-o[\w-]+ \[data-cyb-place-order\]/.test(selector),
      ),
    ).to.deep.equal([]);
  });
});

describe('What a page with its own checkout takes', function () {
  this.timeout(60_000);
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'page-'));
    await buildPage(folder);
  });
  after(() => rm(folder, { recursive: true }));

  it('is a module with types, styles, and texts in every language', async () => {
    expect(await readdir(join(folder, 'locales'))).to.have.members(
      LANGUAGES.map((language) => `${language}.json`),
    );
    expect(await readFile(join(folder, 'cybersource-checkout.css'), 'utf8')).to.include('.cyb-payment');
    expect(await readFile(join(folder, 'cybersource-checkout.js'), 'utf8')).to.match(
      /export\s?\{[\w$]+ as mountPayment\}/,
    );
  });

  it('has types that a page in strict TypeScript compiles against', async () => {
    expect(await problemsIn(PAGE)).to.deep.equal([]);
  });

  it('has types that what the guide shows compiles against', async () => {
    const guide = await readFile(new URL('../../docs/widget.md', import.meta.url), 'utf8');
    const [, shown = ''] = /## A checkout of your own[^]*?```ts\n([^]*?)```/.exec(guide) ?? [];
    expect(shown).to.include('mountPayment(element');
    expect(await problemsIn(shown + GIVEN_BY_THE_SHOP)).to.deep.equal([]);
    expect(
      await problemsIn(shown.replace("siteId: 'siteUS'", 'siteId: 7') + GIVEN_BY_THE_SHOP),
    ).to.have.length(1);
  });

  async function problemsIn(page: string): Promise<readonly unknown[]> {
    const file = join(folder, 'page.ts');
    await writeFile(file, page);
    const program = ts.createProgram([file], {
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      noEmit: true,
      types: [],
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ES2022,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
    });
    return ts.getPreEmitDiagnostics(program).map(({ messageText }) => messageText);
  }
});

describe('The button that the guide has the shop mark', () => {
  it('is marked as the styles expect it, and as the sandbox’s checkout marks it', async () => {
    const textOf = (file: string): Promise<string> =>
      readFile(new URL(`../../${file}`, import.meta.url), 'utf8');
    const [, mark = ''] =
      /```html\n<button type="button" ([\w-]+) /.exec(await textOf('docs/widget.md')) ?? [];
    expect(mark).to.match(/^data-/);
    expect(await textOf('sandbox/occ/storefront/templates/page-checkout.html')).to.include(mark);
    expect(await textOf('docs/sample-checkout/index.html')).to.include(mark);
  });
});
