/** OCC's `navigation`: moves between the pages of the shop without loading a document. */
export interface Navigation {
  goTo(path: string): void;
  getPath(): string;
}

/** `onChange` runs with the new path after each move, the browser's back button included. */
export function createNavigation(page: Window, onChange: (path: string) => void): Navigation {
  const getPath = (): string => page.location.pathname;
  page.addEventListener('popstate', () => {
    onChange(getPath());
  });
  return {
    getPath,
    goTo: (path) => {
      const target = new URL(path, page.location.origin);
      // A route of the shop only: an absolute address would make this an open redirect.
      if (target.origin !== page.location.origin) return;
      page.history.pushState(null, '', target);
      onChange(target.pathname);
    },
  };
}
