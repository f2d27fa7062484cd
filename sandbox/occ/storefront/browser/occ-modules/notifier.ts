import type { StorefrontKnockout, ObservableArray } from '../values/knockout.ts';

export interface Notice {
  readonly id: string;
  readonly kind: 'error' | 'success';
  readonly message: string;
}

/** OCC's `notifier`: messages at the head of the page, one for each id. */
export interface Notifier {
  sendError(id: string, message: string, clear?: boolean): void;
  sendSuccess(id: string, message: string, clear?: boolean): void;
  clearError(id: string): void;
  clearSuccess(id: string): void;
  /** What the page shows now, oldest first. */
  readonly notices: ObservableArray<Notice>;
}

/** `onError` runs after a message of kind error appeared, so that the page can move the focus to it. */
export function createNotifier(ko: StorefrontKnockout, onError: () => void): Notifier {
  const notices = ko.observableArray<Notice>([]);
  const drop = (id: string): void => void notices.remove((notice) => notice.id === id);
  const send = (notice: Notice): void => {
    drop(notice.id);
    notices.push(notice);
  };
  return {
    notices,
    sendError: (id, message) => {
      send({ id, kind: 'error', message });
      onError();
    },
    sendSuccess: (id, message) => {
      send({ id, kind: 'success', message });
    },
    clearError: drop,
    clearSuccess: drop,
  };
}
