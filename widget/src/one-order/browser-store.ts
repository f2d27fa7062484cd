/** Texts by name, shared by the tabs of a browser where that is possible. Never throws. */
export interface BrowserStore {
  /** Empty where there is none. */
  read(name: string): string;
  /** An empty text takes it away. */
  write(name: string, text: string): void;
}

/** @param storage gives the browser's; throws where it is blocked. What it does not take, this page alone keeps. */
export function createBrowserStore(
  storage: () => Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>,
): BrowserStore {
  let own: Readonly<Record<string, string>> = {};
  return {
    read: (name) => {
      try {
        return storage().getItem(name) ?? own[name] ?? '';
      } catch {
        // Blocked: what this page keeps is all that there is.
        return own[name] ?? '';
      }
    },
    write: (name, text) => {
      own = { ...own, [name]: text };
      try {
        const shared = storage();
        if (text === '') shared.removeItem(name);
        else shared.setItem(name, text);
        own = { ...own, [name]: '' };
      } catch {
        // Private mode, a full disk, or blocked by the shopper: this page guards itself alone.
      }
    },
  };
}
