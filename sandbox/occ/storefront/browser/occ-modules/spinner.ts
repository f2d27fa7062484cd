interface SpinnerOptions {
  /** Selector of the element that waits. */
  readonly parent: string;
  readonly loadingText?: string;
}

/** OCC's `spinner`: covers an element while it waits. */
export interface Spinner {
  create(options: SpinnerOptions): void;
  destroy(delayMs?: number): void;
}

export function createSpinner(page: Document): Spinner {
  return {
    create: ({ parent, loadingText = 'Please wait' }) => {
      const host = page.querySelector(parent);
      if (host === null) return;
      if (host.querySelector(':scope > .spinner') !== null) return;
      const cover = page.createElement('div');
      cover.className = 'spinner';
      cover.setAttribute('role', 'status');
      cover.append(loadingText);
      host.append(cover);
    },
    destroy: (delayMs = 0) => {
      setTimeout(() => {
        page.querySelectorAll('.spinner').forEach((cover) => {
          cover.remove();
        });
      }, delayMs);
    },
  };
}
