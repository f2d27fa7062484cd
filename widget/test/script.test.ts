import { expect } from 'chai';
import type { CaptureContext } from '../src/methods/card/microform/capture-context.ts';
import { loadFlex } from '../src/methods/card/microform/flex-script.ts';
import { createScriptLoader, type Script, type ScriptPage } from '../src/payment/script.ts';

const context: CaptureContext = {
  library: 'https://flex.example/flex.js',
  integrity: 'sha256-abc',
  accepted: '',
  expiresAt: 0,
};

/** A page that runs every script at once, in the way browsers do. */
function aPage(run: (page: ScriptPage) => void): { readonly page: ScriptPage; readonly scripts: Script[] } {
  const scripts: Script[] = [];
  const listeners = new Map<Script, Map<string, () => void>>();
  const page = {
    currentScript: null as unknown,
    createElement(): Script {
      const script: Script = {
        src: '',
        integrity: '',
        crossOrigin: null,
        addEventListener: (event, listener) => listeners.get(script)?.set(event, listener),
        remove: () => undefined,
      };
      listeners.set(script, new Map());
      return script;
    },
    head: {
      append(script: Script): void {
        scripts.push(script);
        page.currentScript = script;
        let outcome = 'load';
        try {
          run(page);
        } catch {
          outcome = 'error';
        }
        page.currentScript = null;
        listeners.get(script)?.get(outcome)?.();
      },
    },
  };
  return { page, scripts };
}

const Flex = function Flex(): void {
  // Only its identity matters here.
};

/** As builds for "AMD or global" write a library. */
function amdOrGlobal(): void {
  const { define } = globalThis as { define?: Define };
  if (define?.amd) define([], () => Flex);
  else Object.assign(globalThis, { Flex });
}

type Define = ((dependencies: string[], factory: () => unknown) => void) & { amd?: unknown };

const loaderOnPage = (): Define => (globalThis as unknown as { define: Define }).define;

describe('the loader of other parties’ scripts', () => {
  let defined: unknown[];
  const amd = { jQuery: true };
  beforeEach(() => {
    defined = [];
    const define: Define = (_dependencies, factory) => defined.push(factory);
    define.amd = amd;
    Object.assign(globalThis, { define });
  });
  afterEach(() => {
    for (const name of ['define', 'Flex']) Reflect.deleteProperty(globalThis, name);
  });

  it('asks for exactly the bytes that the capture context trusts', async () => {
    const { page, scripts } = aPage(amdOrGlobal);
    await loadFlex(createScriptLoader(page), context);
    expect(scripts).to.have.length(1);
    expect(scripts[0]).to.include({
      src: context.library,
      integrity: 'sha256-abc',
      crossOrigin: 'anonymous',
    });
  });

  it('gets Flex from a library that would rather be an AMD module, on a page with RequireJS', async () => {
    expect(await loadFlex(createScriptLoader(aPage(amdOrGlobal).page), context)).to.equal(Flex);
    expect(defined).to.deep.equal([]);
  });

  it('hides RequireJS from no other script, and from none afterwards', async () => {
    const seen: unknown[] = [];
    const { page } = aPage((running) => {
      const { currentScript } = running;
      Object.assign(running, { currentScript: 'another script' });
      seen.push(loaderOnPage().amd);
      Object.assign(running, { currentScript });
      amdOrGlobal();
    });
    await loadFlex(createScriptLoader(page), context);
    seen.push(loaderOnPage().amd);
    expect(seen).to.deep.equal([amd, amd]);
  });

  it('may be asked again after a failure, and only then loads again', async () => {
    let fails = true;
    const { page, scripts } = aPage(() => {
      if (fails) throw new Error('no network');
      amdOrGlobal();
    });
    const loader = createScriptLoader(page);
    const load = (trusted: CaptureContext): Promise<unknown> => loadFlex(loader, trusted);
    const failure: unknown = await load(context).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(Error);
    expect(loaderOnPage().amd).to.equal(amd);
    fails = false;
    await load(context);
    await load(context);
    expect(scripts).to.have.length(2);
  });

  it('shows RequireJS again only when the last of several scripts has run', async () => {
    const waiting: (() => void)[] = [];
    const scripts: Script[] = [];
    const page = {
      currentScript: null as unknown,
      createElement: (): Script => ({
        src: '',
        integrity: '',
        crossOrigin: null,
        addEventListener: (event, listener) => {
          if (event === 'load') waiting.push(listener);
        },
        remove: () => undefined,
      }),
      head: {
        append: (script: Script) => scripts.push(script),
      },
    };
    const load = createScriptLoader(page);
    const both = [load('https://flex.example/a.js'), load('https://wallet.example/b.js')];
    const seenBy = (script: unknown): unknown => {
      page.currentScript = script;
      return loaderOnPage().amd;
    };
    expect([...scripts, null].map(seenBy)).to.deep.equal([undefined, undefined, amd]);
    waiting[0]?.();
    expect(seenBy(scripts[1])).to.equal(undefined);
    waiting[1]?.();
    await Promise.all(both);
    expect(seenBy(scripts[1])).to.equal(amd);
  });

  for (const address of ['http://evil.example/a.js', 'javascript:alert(1)', '//cdn.example/a.js']) {
    it(`loads nothing from ${address}`, async () => {
      const { page, scripts } = aPage(amdOrGlobal);
      const failure: unknown = await createScriptLoader(page)(address).catch((error: unknown) => error);
      expect(failure).to.be.instanceOf(Error);
      expect(scripts).to.deep.equal([]);
    });
  }
});
