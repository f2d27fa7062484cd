/**
 * A wallet's sheet, drawn in the shop's page. Google and Apple draw theirs outside of it, where no page can look; this
 * one is as closed to styles, and as open to keyboards and screen readers. It shows test cards only.
 */
import { SHEET_STYLE } from './sheet-style.ts';

/** One line to choose. */
export interface SheetOption<T> {
  readonly label: string;
  readonly note: string;
  readonly value: T;
}

/** What the sheet says. */
export interface SheetText {
  readonly wallet: string;
  readonly merchant: string;
  readonly total: string;
}

/** A sheet that is open. */
export interface Sheet<T> {
  /** What the shopper confirmed; undefined when they closed the sheet, before or after that. */
  readonly confirmed: Promise<T | undefined>;
  /** Resolves when the shopper closes the sheet instead of confirming. */
  readonly dismissed: Promise<void>;
  /** Lets the shopper confirm, or makes them wait. */
  setBusy(busy: boolean): void;
  setTotal(total: string): void;
  close(): void;
}

/** Opens a sheet on top of everything; the element that had the focus gets it back when the sheet closes. */
export function openSheet<T>(text: SheetText, choices: readonly SheetOption<T>[]): Sheet<T> {
  const before = document.activeElement;
  const host = document.body.appendChild(document.createElement('div'));
  const root = host.attachShadow({ mode: 'open' });
  const dialog = element('dialog', { 'aria-labelledby': 'wallet', lang: 'en', dir: 'ltr' });
  const total = element('strong', { class: 'total' }, text.total);
  const pay = element('button', { type: 'submit', class: 'pay' }, 'Pay');
  const cancel = element('button', { type: 'button', class: 'cancel' }, 'Cancel');
  const status = element('p', { role: 'status', class: 'status' });
  const form = element('form', { method: 'dialog' });
  const lines = choices.map(({ label, note }, at) => toLine(label, note, at));
  form.append(
    element('h2', { id: 'wallet' }, `${text.wallet} (sandbox)`),
    row(element('span', {}, `Pay ${text.merchant}`), total),
    fieldset('Card', lines),
    status,
    row(cancel, pay),
  );
  dialog.append(form);
  root.append(element('style', {}, SHEET_STYLE), dialog);

  let dismiss = (): void => undefined;
  const dismissed = new Promise<void>((resolve) => (dismiss = resolve));
  const close = (): void => {
    host.remove();
    if (before instanceof HTMLElement) before.focus();
  };
  const confirmed = new Promise<T | undefined>((resolve) => {
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (pay.getAttribute('aria-disabled') === 'true') return;
      const chosen = lines.findIndex((line) => line.querySelector('input')?.checked === true);
      resolve(choices[chosen]?.value);
    });
    const leave = (): void => {
      close();
      resolve(undefined);
      dismiss();
    };
    cancel.addEventListener('click', leave);
    dialog.addEventListener('cancel', (event) => {
      event.preventDefault();
      leave();
    });
  });

  dialog.showModal();
  return {
    confirmed,
    dismissed,
    close,
    setBusy: (busy) => {
      // Not `disabled`: the button keeps the focus, and says that it is waiting.
      pay.setAttribute('aria-disabled', String(busy));
      status.textContent = busy ? 'One moment …' : '';
    },
    setTotal: (value) => {
      total.textContent = value;
    },
  };
}

function toLine(label: string, note: string, at: number): HTMLElement {
  const line = element('label', { class: 'line' });
  const input = element('input', { type: 'radio', name: 'card', value: String(at) });
  if (at === 0) input.setAttribute('checked', '');
  line.append(input, element('span', {}, label), element('span', { class: 'note' }, note));
  return line;
}

function fieldset(legend: string, lines: readonly HTMLElement[]): HTMLElement {
  const set = element('fieldset', {});
  set.append(element('legend', {}, legend), ...lines);
  return set;
}

function row(...parts: readonly HTMLElement[]): HTMLElement {
  const line = element('div', { class: 'row' });
  line.append(...parts);
  return line;
}

function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Readonly<Record<string, string>>,
  text = '',
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  made.textContent = text;
  return made;
}
