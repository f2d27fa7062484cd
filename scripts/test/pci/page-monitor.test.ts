import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { policyOf, toHeader } from '../../src/pci/content-security-policy.ts';
import { findPageChanges } from '../../src/pci/page-monitor.ts';
import { type FetchPage, hashAt, observePage } from '../../src/pci/page-observation.ts';
import { type ScriptInventory, makeInventory } from '../../src/pci/script-inventory.ts';

const SHOP = 'https://shop.example';
const CHECKOUT = `${SHOP}/checkout`;
const WIDGET = `${SHOP}/file/widget/v20000/cybersourcePayment/js/cybersource-payment.js`;
const GOOGLE = 'https://pay.google.com/gp/p/js/pay.js';

const HEADERS = {
  'content-security-policy': toHeader(policyOf('checkout')),
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
};

/** What each address serves; a test changes one of them. */
interface World {
  html: string;
  headers: Record<string, string>;
  scripts: Record<string, string>;
}

describe('The monitor of payment pages', () => {
  let folder: string;
  let world: World;
  let inventory: ScriptInventory;

  const read: FetchPage = async (url) => {
    if (url === CHECKOUT) return new Response(world.html, { headers: world.headers });
    const script = world.scripts[url];
    return script === undefined ? new Response('', { status: 404 }) : new Response(script);
  };

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'pci-'));
    await mkdir(path.join(folder, 'widget/cybersourcePayment/js'), { recursive: true });
    await writeFile(path.join(folder, 'widget/cybersourcePayment/js/cybersource-payment.js'), 'pay();');
    world = {
      html: `<html><head><!-- <script src="/old.js"></script> --><script src="/main.js" defer></script>
        <script type="application/json">{"no":"script"}</script></head><body><script>begin();</script></body></html>`,
      headers: { ...HEADERS },
      scripts: { [`${SHOP}/main.js`]: 'main();', [WIDGET]: 'pay();', [GOOGLE]: 'google();' },
    };
    inventory = await anInventory();
    // What the merchant writes beside the shop's own scripts.
    inventory = {
      ...inventory,
      scripts: inventory.scripts.map((each) => ({
        ...each,
        reason: each.reason === '' ? 'The shop' : each.reason,
      })),
    };
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function anInventory(): Promise<ScriptInventory> {
    return makeInventory({
      version: '2.0.0',
      widgetFolder: folder,
      widgetAddress: `${SHOP}/file/widget/v20000/`,
      isTest: false,
      loadedLater: [{ script: GOOGLE, hash: (await hashAt(GOOGLE, read))! }],
      pages: [{ ...(await observePage(CHECKOUT, read)), kind: 'checkout' }],
    });
  }
  const found = async (): Promise<readonly string[]> =>
    (await findPageChanges(inventory, read)).map(({ kind, where, finding }) => `${kind} ${where} ${finding}`);

  it('finds nothing on pages that are as they were authorized', async () => {
    expect(await found()).to.deep.equal([]);
  });

  it('names a vendor’s script of which one byte has changed, with both hashes', async () => {
    const before = await hashAt(GOOGLE, read);
    world.scripts[GOOGLE] = 'googlf();';
    const after = await hashAt(GOOGLE, read);
    expect(await found()).to.deep.equal([`script-changed ${GOOGLE} It was ${before} and is ${after}.`]);
  });

  it('names one of our own scripts that is not the one of this version', async () => {
    world.scripts[WIDGET] = 'pay();steal();';
    const [finding, ...others] = await found();
    expect(finding).to.contain(`script-changed ${WIDGET}`);
    expect(others).to.deep.equal([]);
  });

  for (const [name, script, says] of [
    ['of another origin', '<script src="https://evil.example/a.js">', 'https://evil.example/a.js'],
    ['of the shop', "<SCRIPT async src='/second.js'>", `${SHOP}/second.js`],
    ['without quotes', '<script src=/third.js>', `${SHOP}/third.js`],
    ['behind a slash', '<script/src="/fourth.js">', `${SHOP}/fourth.js`],
    ['inside the page', '<script>steal();', 'inline:sha384-'],
    ['as a module', '<script type="module">steal();', 'inline:sha384-'],
  ] as const)
    it(`names a new script ${name}`, async () => {
      world.html = world.html.replace('</body>', `${script}</script></body>`);
      const [finding, ...others] = await found();
      expect(finding).to.contain(`script-new ${CHECKOUT} ${says}`);
      expect(others).to.deep.equal([]);
    });

  it('names a script inside the page that has changed', async () => {
    world.html = world.html.replace('begin();', 'begin();steal();');
    expect((await found())[0]).to.contain(`script-new ${CHECKOUT} inline:`);
  });

  for (const [name, from, to, says] of [
    [
      'an origin',
      'script-src ',
      'script-src https://evil.example ',
      'script-src allows https://evil.example too',
    ],
    ['inline scripts', 'script-src ', "script-src 'unsafe-inline' ", "script-src allows 'unsafe-inline' too"],
    ['any form target', "form-action 'self'", "form-action * 'self'", 'form-action allows * too'],
    ['plug-ins', "object-src 'none'", 'object-src *', 'object-src allows * too'],
    ['any base', "base-uri 'self'; ", '', 'base-uri is missing: everything is allowed'],
    [
      'any frame around it',
      "frame-ancestors 'none'; ",
      '',
      'frame-ancestors is missing: everything is allowed',
    ],
  ] as const)
    it(`names a policy that allows ${name}`, async () => {
      world.headers['content-security-policy'] = HEADERS['content-security-policy'].replace(from, to);
      expect(world.headers['content-security-policy']).to.not.equal(HEADERS['content-security-policy']);
      expect(await found()).to.deep.equal([`header-relaxed ${CHECKOUT} content-security-policy: ${says}.`]);
    });

  it('names a header that is gone, or weaker', async () => {
    delete world.headers['content-security-policy'];
    world.headers['x-frame-options'] = 'SAMEORIGIN';
    expect(await found()).to.deep.equal([
      `header-relaxed ${CHECKOUT} The header content-security-policy is missing.`,
      `header-relaxed ${CHECKOUT} The header x-frame-options is “SAMEORIGIN”, not “DENY”.`,
    ]);
  });

  it('takes a stricter policy, in any order', async () => {
    const strict = HEADERS['content-security-policy'].split('; ').toReversed().join(';');
    world.headers['content-security-policy'] =
      `${strict.replace(/ https:\/\/h\.[^ ;]+/g, '')}; upgrade-insecure-requests`;
    expect(await found()).to.deep.equal([]);
  });

  it('names a page and a script that cannot be read', async () => {
    Reflect.deleteProperty(world.scripts, GOOGLE);
    expect(await found()).to.deep.equal([`script-unreadable ${GOOGLE} It cannot be read.`]);
    inventory = { ...inventory, pages: [{ ...inventory.pages[0]!, url: `${SHOP}/gone` }] };
    expect(await found()).to.include(`page-unreadable ${SHOP}/gone The page answered 404.`);
  });

  it('names each script for which nobody has written a reason', async () => {
    inventory = await anInventory();
    const named = (await findPageChanges(inventory, read)).map(({ kind, where }) => `${kind} ${where}`);
    expect(named).to.have.length(2);
    expect(named[0]).to.equal(`script-without-reason ${SHOP}/main.js`);
    expect(named[1]).to.match(/^script-without-reason inline:sha384-/);
  });

  it('has whose each script is, why it is there and how its integrity is assured', () => {
    const of = (script: string): object => inventory.scripts.find((each) => each.script === script) ?? {};
    expect(of(WIDGET)).to.include({ owner: 'OCC CyberSource 2.0.0' }).and.to.have.property('hash');
    expect(of(GOOGLE)).to.include({ owner: 'Google' });
    expect(of('https://flex.cybersource.com/*'))
      .to.have.property('assurance')
      .that.matches(/Subresource integrity/);
    for (const { reason, owner, assurance } of inventory.scripts) {
      expect(reason).to.not.equal('');
      expect(owner).to.not.equal('');
      expect(assurance).to.not.equal('');
    }
  });
});
