import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import less from 'less';
import { buildWidget } from '../build.ts';
import { textKeys } from '../src/texts.ts';

/** What a card payment may load from the shop. */
const MOST_GZIPPED_BYTES = 12 * 1024;

describe("The widget's extension", function () {
  this.timeout(30_000);
  let folder: string;
  let script: string;
  const read = (path: string): Promise<string> => readFile(join(folder, path), 'utf8');
  const widgetFile = (path: string): string => `widget/cybersourcePayment/${path}`;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'widget-'));
    await buildWidget(folder, { extensionId: 'a-guid-of-the-tenant' });
    script = await read(widgetFile('js/cybersource-payment.js'));
  });
  after(() => rm(folder, { recursive: true }));

  it('holds what OCC unpacks', async () => {
    const files = await readdir(folder, { recursive: true, withFileTypes: true });
    expect(files.filter((file) => file.isFile()).map(({ name }) => name)).to.have.members([
      'ext.json',
      'widget.json',
      'display.template',
      'widget.less',
      'ns.cybersource-payment.json',
      'cybersource-payment.js',
    ]);
    expect(JSON.parse(await read('ext.json'))).to.include({ extensionID: 'a-guid-of-the-tenant' });
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
    expect(dependencies).to.deep.equal(['knockout', 'jquery', 'pubsub']);
    expect(factory).to.be.a('function');
    expect(more).to.deep.equal([]);
  });

  it('exports a plain object whose own properties are the lifecycle', () => {
    let exported: unknown;
    const topicNames = { ORDER_SUBMISSION_FAIL: 'f', ORDER_SUBMISSION_SUCCESS: 's', PAGE_CHANGED: 'p' };
    const define = (_names: unknown, factory: (...modules: unknown[]) => unknown): void => {
      exported = factory({}, {}, { topicNames });
    };
    runInNewContext(script, { define, document: {} });
    // Of the script's own realm, hence by name; its prototype is the root, hence a plain object.
    expect(Object.getPrototypeOf(Object.getPrototypeOf(exported))).to.equal(null);
    expect(exported).to.have.all.keys('onLoad', 'resourcesLoaded', 'beforeAppear');
  });

  it(`weighs at most ${MOST_GZIPPED_BYTES} bytes on the wire`, () => {
    expect(gzipSync(script).byteLength).to.be.at.most(MOST_GZIPPED_BYTES);
  });

  it('has no field of its own for the card number or the security code, no console, and no HTML from data', async () => {
    const everything = script + (await read(widgetFile('templates/display.template')));
    expect(everything).not.to.match(/cc-number|cc-csc/);
    expect(everything).not.to.match(/console\.|innerHTML|\bhtml:|\beval\(/);
  });

  it('has a text for every key, and no text that nobody shows', async () => {
    const { resources } = JSON.parse(await read(widgetFile('locales/en/ns.cybersource-payment.json'))) as {
      resources: Record<string, string>;
    };
    expect(Object.keys(resources)).to.have.members([...textKeys]);
    const asked = new Set(
      `${script}${await read(widgetFile('templates/display.template'))}`.match(/[a-z][A-Za-z]+/g),
    );
    expect(textKeys.filter((key) => !asked.has(key))).to.deep.equal([]);
  });

  it('has styles that compile and stay inside the widget', async () => {
    const { css } = await less.render(await read(widgetFile('less/widget.less')));
    const selectors = [...css.matchAll(/^\s*([^@{}\s][^{}]*)\{/gm)].map(
      ([, selector]) => selector?.trim() ?? '',
    );
    expect(selectors.length).to.be.greaterThan(20);
    expect(selectors.filter((selector) => !/^(\.cyb-payment|to$)/.test(selector))).to.deep.equal([]);
  });
});
