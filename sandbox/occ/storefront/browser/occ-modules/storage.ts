/** OCC's `storageApi`: what a page remembers. Every value is text, as in the browser's own storage. */
export interface StorageApi {
  getInstance(): StorageArea;
}

export interface StorageArea {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
  saveToSessionStorage(key: string, value: string): void;
  readFromSessionStorage(key: string): string | null;
}

/** Storage that survives a full or forbidden browser store by forgetting instead of failing. */
export function createStorageApi(local: Storage, session: Storage): StorageApi {
  const area: StorageArea = {
    getItem: (key) => attempt(() => local.getItem(key)),
    setItem: (key, value) =>
      void attempt(() => {
        local.setItem(key, value);
        return null;
      }),
    removeItem: (key) =>
      void attempt(() => {
        local.removeItem(key);
        return null;
      }),
    saveToSessionStorage: (key, value) =>
      void attempt(() => {
        session.setItem(key, value);
        return null;
      }),
    readFromSessionStorage: (key) => attempt(() => session.getItem(key)),
  };
  return { getInstance: () => area };
}

function attempt(access: () => string | null): string | null {
  try {
    return access();
  } catch {
    return null;
  }
}
