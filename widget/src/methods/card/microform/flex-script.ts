import type { CaptureContext } from './capture-context.ts';
import type { FlexConstructor } from './flex.ts';

/** What loading a script takes of a page. */
export interface ScriptPage<Element extends Script = Script> {
  readonly currentScript: unknown;
  readonly head: { append(script: Element): void };
  createElement(tag: 'script'): Element;
}

/** A script element, as much of it as loading takes. */
export interface Script {
  src: string;
  integrity: string;
  crossOrigin: string | null;
  addEventListener(event: 'load' | 'error', listener: () => void): void;
  remove(): void;
}

/**
 * Loads CyberSource's browser library once for each (address, integrity) and hands out its `Flex`. The browser
 * refuses bytes that do not match the integrity; then, and when the network fails, this rejects and may be tried again.
 */
export function createFlexLoader<Host, Element extends Script = Script>(
  page: ScriptPage<Element>,
): (context: CaptureContext) => Promise<FlexConstructor<Host>> {
  const loaded = new Map<string, Promise<FlexConstructor<Host>>>();
  return ({ library, integrity }) => {
    const key = `${integrity} ${library}`;
    const known = loaded.get(key);
    if (known !== undefined) return known;
    const loading = load<Host, Element>(page, library, integrity);
    loaded.set(key, loading);
    loading.catch(() => loaded.delete(key));
    return loading;
  };
}

function load<Host, Element extends Script>(
  page: ScriptPage<Element>,
  library: string,
  integrity: string,
): Promise<FlexConstructor<Host>> {
  return new Promise((resolve, reject) => {
    const script = page.createElement('script');
    script.src = library;
    script.integrity = integrity;
    script.crossOrigin = 'anonymous';
    const showLoader = hideAmdLoaderFrom(script, page);
    script.addEventListener('load', () => {
      showLoader();
      const { Flex } = globalThis as { Flex?: FlexConstructor<Host> };
      if (Flex === undefined) reject(new Error('The library of the card fields did not start'));
      else resolve(Flex);
    });
    script.addEventListener('error', () => {
      showLoader();
      script.remove();
      reject(new Error('The library of the card fields could not be loaded'));
    });
    page.head.append(script);
  });
}

/**
 * A library that is built for AMD as well as for plain pages would, where it sees a loader, define a module that
 * nobody asked for: RequireJS refuses it, and there is no `Flex`. So this one script sees no AMD loader while it runs.
 *
 * @returns how to put the loader back as it was.
 */
function hideAmdLoaderFrom(script: Script, page: Pick<ScriptPage, 'currentScript'>): () => void {
  const { define } = globalThis as { define?: { amd?: unknown } };
  if (define?.amd === undefined) return () => undefined;
  const { amd } = define;
  Object.defineProperty(define, 'amd', {
    configurable: true,
    enumerable: true,
    get: () => (page.currentScript === script ? undefined : amd),
  });
  return () =>
    Object.defineProperty(define, 'amd', {
      configurable: true,
      enumerable: true,
      writable: true,
      value: amd,
    });
}
