import type { CaptureContext } from './capture-context.ts';
import type { FlexConstructor } from './flex.ts';

/**
 * Loads CyberSource's browser library once for each (address, integrity) and hands out its `Flex`. The browser
 * refuses bytes that do not match the integrity; then, and when the network fails, this rejects and may be tried again.
 */
export function createFlexLoader(
  page: Document,
): (context: CaptureContext) => Promise<FlexConstructor<HTMLElement>> {
  const loaded = new Map<string, Promise<FlexConstructor<HTMLElement>>>();
  return ({ library, integrity }) => {
    const key = `${integrity} ${library}`;
    const known = loaded.get(key);
    if (known !== undefined) return known;
    const loading = load(page, library, integrity);
    loaded.set(key, loading);
    loading.catch(() => loaded.delete(key));
    return loading;
  };
}

function load(page: Document, library: string, integrity: string): Promise<FlexConstructor<HTMLElement>> {
  return new Promise((resolve, reject) => {
    const script = page.createElement('script');
    script.src = library;
    script.integrity = integrity;
    script.crossOrigin = 'anonymous';
    script.onload = () => {
      const { Flex } = globalThis as { Flex?: FlexConstructor<HTMLElement> };
      if (Flex === undefined) reject(new Error('The library of the card fields did not start'));
      else resolve(Flex);
    };
    script.onerror = () => {
      script.remove();
      reject(new Error('The library of the card fields could not be loaded'));
    };
    page.head.append(script);
  });
}
