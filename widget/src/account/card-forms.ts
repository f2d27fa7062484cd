import type { Observable } from 'knockout';
import type { MethodContext } from '../payment/payment-method.ts';
import type { SavedCardEntry } from '../saved-cards/saved-card-entry.ts';
import type { SavedCards } from '../saved-cards/saved-cards.ts';
import type { CardChangeForm } from './card-edit.ts';
import type { NewCard } from './new-card.ts';

/** The forms of the account page, as its template sees them: one at most is open. They are loaded with the first. */
export interface CardForms {
  readonly newCard: Observable<NewCard | undefined>;
  /** The form for changes of one card, and which card that is. */
  readonly edit: Observable<{ readonly entry: SavedCardEntry; readonly form: CardChangeForm } | undefined>;
  /** What has been done; otherwise empty. */
  readonly success: Observable<string>;
  /** Why a form could not be opened; otherwise empty. */
  readonly problem: Observable<string>;
  /** Bound both ways to the button that adds a card: there the focus goes back to. */
  readonly addFocused: Observable<boolean>;
  addCard(): void;
  /** A card with what the account page alone can do with it, as the component of its actions takes it. */
  actionsOf(entry: SavedCardEntry): AccountCardEntry;
  /** The page, or the shopper, has gone. */
  closeForms(): void;
}

/** A saved card that can be edited. */
export interface AccountCardEntry extends SavedCardEntry {
  edit(): void;
  /** Its form was closed: the focus goes back to the button that opened it. */
  readonly editFocused: boolean;
}

interface Deps extends Pick<MethodContext, 'ko' | 'api' | 'text' | 'page' | 'loadScript' | 'schedule'> {
  readonly cards: Pick<SavedCards, 'entries' | 'load'>;
}

export function createCardForms(deps: Deps): CardForms {
  const { ko, api, text, page, cards } = deps;
  const newCard: CardForms['newCard'] = ko.observable();
  const edit: CardForms['edit'] = ko.observable();
  const [success, problem] = [ko.observable(''), ko.observable('')];
  const addFocused: Observable<boolean> = ko.observable(false);
  /** Counts openings, so that a form that comes late is dropped. */
  let opening = 0;
  let loading: Promise<typeof import('js/cybersource-account-cards')> | undefined;
  /** The card whose button gets the focus when it is drawn next. */
  let lastEdited = '';

  function closeForms(): void {
    opening += 1;
    const unfinished = newCard();
    newCard(undefined);
    unfinished?.cancel();
    edit(undefined);
    success('');
    problem('');
    addFocused(false);
    lastEdited = '';
  }

  /** Opens one form in the place of another. */
  async function open(show: (forms: typeof import('js/cybersource-account-cards')) => void): Promise<void> {
    closeForms();
    const mine = opening;
    try {
      // The page's loader tries a module once, and is silent when it is asked again.
      loading ??= import('js/cybersource-account-cards');
      const forms = await loading;
      if (mine !== opening) return;
      forms.registerAccountCards(ko);
      show(forms);
    } catch {
      if (mine === opening) problem(text('unavailable'));
    }
  }

  async function afterNew(isSaved: boolean): Promise<void> {
    newCard(undefined);
    addFocused(true);
    if (isSaved) await reload('cardAdded');
  }

  async function afterEdit({ card }: SavedCardEntry, isChanged: boolean): Promise<void> {
    lastEdited = card.id;
    if (isChanged) await reload('cardChanged');
    edit(undefined);
  }

  async function reload(done: 'cardAdded' | 'cardChanged'): Promise<void> {
    const mine = opening;
    await cards.load();
    if (mine === opening) success(text(done));
  }

  // The next thing that is done with a card makes this old news.
  cards.entries.subscribe(() => {
    success('');
  });

  return {
    newCard,
    edit,
    success,
    problem,
    addFocused,
    addCard: () =>
      void open(({ createNewCard }) => {
        const form = createNewCard({
          ...deps,
          loadChallenge: () => import('js/cybersource-challenge'),
          done: (isSaved) => {
            if (newCard() === form) void afterNew(isSaved);
          },
        });
        newCard(form);
      }),
    actionsOf: (entry) => {
      const editFocused = entry.card.id === lastEdited;
      if (editFocused) lastEdited = '';
      return {
        ...entry,
        editFocused,
        edit: () =>
          void open(({ createCardEdit }) => {
            const form = createCardEdit({
              ko,
              api,
              text,
              page,
              entry,
              done: (isChanged) => {
                if (edit()?.form === form) void afterEdit(entry, isChanged);
              },
            });
            edit({ entry, form });
          }),
      };
    },
    closeForms,
  };
}
