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

/** Resolves once the script has run. Rejects when it cannot be loaded; then it may be tried again. */
export type ScriptLoader = (address: string, integrity?: string) => Promise<void>;

/**
 * Loads each script once for each (address, integrity). The browser refuses bytes that do not match the integrity.
 * Wallets publish none, because their scripts change under one address.
 */
export function createScriptLoader<Element extends Script = Script>(page: ScriptPage<Element>): ScriptLoader {
  const loaded = new Map<string, Promise<void>>();
  const hideAmdLoaderFrom = createAmdLoaderHiding(page);
  return (address, integrity = '') => {
    const key = `${integrity} ${address}`;
    const loading = loaded.get(key) ?? load(page, address, integrity, hideAmdLoaderFrom);
    loaded.set(key, loading);
    loading.catch(() => loaded.delete(key));
    return loading;
  };
}

/** Where scripts and frames may come from: https, or the developer's own machine. */
export function isSafeAddress(address: unknown): address is string {
  return (
    typeof address === 'string' && /^(https:\/\/|http:\/\/(localhost|127\.0\.0\.1)(:\d+)?\/)/.test(address)
  );
}

function load<Element extends Script>(
  page: ScriptPage<Element>,
  address: string,
  integrity: string,
  hideAmdLoaderFrom: (script: Element) => () => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    if (!isSafeAddress(address)) throw new Error('Unsafe');
    const script = page.createElement('script');
    script.src = address;
    if (integrity !== '') {
      script.integrity = integrity;
      script.crossOrigin = 'anonymous';
    }
    const showLoader = hideAmdLoaderFrom(script);
    script.addEventListener('load', () => {
      showLoader();
      resolve();
    });
    script.addEventListener('error', () => {
      showLoader();
      script.remove();
      reject(new Error(`No ${address}`));
    });
    page.head.append(script);
  });
}

/**
 * A library that is built for AMD as well as for plain pages would, where it sees a loader, define a module that
 * was not asked for: RequireJS refuses it, and there is no global. So a script sees no AMD loader while it runs.
 *
 * @returns how to hide the loader from one script; that returns how to stop.
 */
function createAmdLoaderHiding(page: Pick<ScriptPage, 'currentScript'>): (script: unknown) => () => void {
  const hiddenFrom = new Set<unknown>();
  return (script) => {
    const { define } = globalThis as { define?: { amd?: unknown } };
    if (define?.amd === undefined) return () => undefined;
    const { amd } = define;
    const show = (how: PropertyDescriptor): void => {
      if (hiddenFrom.size === 0)
        Object.defineProperty(define, 'amd', { configurable: true, enumerable: true, ...how });
    };
    show({ get: () => (hiddenFrom.has(page.currentScript) ? undefined : amd) });
    hiddenFrom.add(script);
    return () => {
      hiddenFrom.delete(script);
      show({ writable: true, value: amd });
    };
  };
}
