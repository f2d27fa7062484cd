import type { Observable, PureComputed } from 'knockout';
import type { Knockout } from '../knockout/knockout.ts';
import type { SavedCardChange } from './saved-card-api.ts';
import type { SavedCard } from './saved-card.ts';
import type { Translate, TextKey } from '../texts.ts';

/** A saved card as shoppers see it, and what they can do with it. */
export interface SavedCardEntry {
  readonly card: SavedCard;
  readonly text: Translate;
  /** `Visa ending in 1111` */
  readonly label: PureComputed<string>;
  /** Its name, until when it is good, whether it is the default. */
  readonly note: PureComputed<string>;
  readonly doing: Observable<'nothing' | 'naming' | 'removing'>;
  readonly name: Observable<string>;
  readonly busy: Observable<boolean>;
  /** Why the last wish was not fulfilled; otherwise empty. */
  readonly problem: Observable<string>;
  makeDefault(): void;
  startNaming(): void;
  saveName(): void;
  /** Enter saves the name: Knockout's handler of `keydown`. */
  pressKey(entry: unknown, key: { readonly keyCode: number }): true;
  askToRemove(): void;
  remove(): void;
  stop(): void;
}

interface Deps {
  readonly ko: Knockout;
  readonly text: Translate;
  /** Changes the card, or deletes it when there is no change, and shows the cards anew. */
  readonly apply: (card: SavedCard, change?: SavedCardChange) => Promise<void>;
}

export function createSavedCardEntry({ ko, text, apply }: Deps, card: SavedCard): SavedCardEntry {
  const doing = ko.observable<'nothing' | 'naming' | 'removing'>('nothing');
  const name = ko.observable(card.nickname);
  const busy: Observable<boolean> = ko.observable(false);
  const problem = ko.observable('');

  async function attempt(change?: SavedCardChange): Promise<void> {
    if (busy()) return;
    busy(true);
    problem('');
    try {
      await apply(card, change);
      doing('nothing');
    } catch {
      problem(text('notChanged'));
    }
    busy(false);
  }

  const saveName = (): void => void attempt({ nickname: name().trim() });

  return {
    card,
    text,
    label: ko.pureComputed(() => text('cardEnding', { brand: card.brand, last4: card.last4 })),
    note: ko.pureComputed(() =>
      [
        saysTheSame(card) ? '' : card.nickname,
        text(EXPIRY_TEXT[card.status], { expiry: `${card.expiryMonth}/${card.expiryYear}` }),
        card.isDefault ? text('defaultCard') : '',
      ]
        .filter((part) => part !== '')
        .join(' · '),
    ),
    doing,
    name,
    busy,
    problem,
    makeDefault: () => void attempt({ isDefault: true }),
    startNaming: () => {
      name(card.nickname);
      doing('naming');
    },
    saveName,
    pressKey: (_entry, { keyCode }) => {
      if (keyCode === 13) saveName();
      return true;
    },
    askToRemove: () => {
      doing('removing');
    },
    remove: () => void attempt(),
    stop: () => {
      doing('nothing');
    },
  };
}

/** Whether its name only says again what it is, as the one does that OCC gives: `visa 1111`. */
function saysTheSame({ nickname, brand, last4 }: SavedCard): boolean {
  const rest = nickname.replace(last4, '').toLowerCase();
  return nickname.includes(last4) && /^[\s!-/:-@–—•·]*$/.test(rest.replace(brand.toLowerCase(), ''));
}

const EXPIRY_TEXT: Readonly<Record<SavedCard['status'], TextKey>> = {
  valid: 'expires',
  'expires-soon': 'expiresSoon',
  expired: 'expired',
};
