import type { Observable, ObservableArray } from 'knockout';
import type { Knockout } from '../knockout/knockout.ts';
import type { Translate } from '../texts.ts';
import type { SavedCardApi } from './saved-card-api.ts';
import { createSavedCardEntry, type SavedCardEntry } from './saved-card-entry.ts';

/** The shopper's saved cards: in the checkout, and on the profile page. */
export interface SavedCards {
  readonly entries: ObservableArray<SavedCardEntry>;
  readonly phase: Observable<Phase>;
  /** Reads the cards (again). Never rejects. */
  load(): Promise<void>;
  /** The page, or the shopper, has gone. */
  forget(): void;
}

type Phase = 'loading' | 'loaded' | 'unavailable' | 'guest';

interface Deps {
  readonly ko: Knockout;
  readonly api: SavedCardApi;
  readonly text: Translate;
}

export function createSavedCards({ ko, api, text }: Deps): SavedCards {
  const entries = ko.observableArray<SavedCardEntry>([]);
  const phase = ko.observable<Phase>('loading');
  /** Counts readings, so that cards of a shopper who has gone are dropped. */
  let reading = 0;

  async function read(): Promise<void> {
    const mine = ++reading;
    const cards = await api.savedCards();
    if (mine !== reading) return;
    entries(cards.map((card) => createSavedCardEntry({ ko, text, apply }, card)));
    phase('loaded');
  }

  const apply: Parameters<typeof createSavedCardEntry>[0]['apply'] = async ({ id }, change) => {
    await (change === undefined ? api.deleteSavedCard(id) : api.updateSavedCard(id, change));
    await read();
  };

  return {
    entries,
    phase,
    load: () =>
      read().catch(() => {
        phase('unavailable');
      }),
    forget: () => {
      reading += 1;
      entries([]);
      phase('loading');
    },
  };
}
