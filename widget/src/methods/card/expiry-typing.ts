import { latinDigits, parseExpiry, writeExpiry } from './fields/expiry.ts';

/** A text field while the shopper types in it, as much of it as shaping takes. */
export interface TypedField {
  value: string;
  readonly selectionStart: number | null;
  setSelectionRange(from: number, to: number): void;
}

/** An `input` event of the browser. */
export interface InputEventLike {
  readonly target: TypedField;
  /** `deleteContentBackward`, `insertText`, …; a browser that fills in has none. */
  readonly inputType?: string;
  /** The input method still composes; it owns the text until it is done. */
  readonly isComposing?: boolean;
}

/**
 * Puts ` / ` after the month and a zero before a month of one digit, while the shopper types. What is deleted stays
 * deleted, and the caret stays behind the digit that it was behind.
 */
export function shapeTyping({ target, inputType = '', isComposing }: InputEventLike): void {
  if (isComposing === true) return;
  const { value } = target;
  const caret = target.selectionStart ?? value.length;
  const isDeleting = inputType.startsWith('delete');
  const shaped = isDeleting ? value.replace(/\D+$/, '') : shape(value);
  if (shaped === value) return;
  target.value = shaped;
  const at = caret === value.length ? shaped.length : placeBehind(digitsIn(value.slice(0, caret)), shaped);
  target.setSelectionRange(at, at);
}

function shape(text: string): string {
  const [, head = '', gap = '', tail = ''] = /^\D*(\d*)([^\da-z]*)(.*)$/i.exec(latinDigits(text)) ?? [];
  // A browser may fill in the year first.
  const whole = parseExpiry(text);
  if (head.length === 4 && tail !== '' && whole.month !== '') return writeExpiry(whole);
  const isMonth = gap !== '' && head.length < 3;
  const monthDigits = head.charAt(0) > '1' ? 1 : 2;
  const month = isMonth ? head : head.slice(0, monthDigits);
  const year = (head.slice(month.length) + tail).replace(/\D/g, '').slice(0, 4);
  if (month.length === 1 && (isMonth || month > '1')) return `0${month} / ${year}`;
  return month.length === 2 ? `${month} / ${year}` : month;
}

const digitsIn = (text: string): number => latinDigits(text).replace(/\D/g, '').length;

/** Where the caret stands behind this many digits. */
function placeBehind(digits: number, text: string): number {
  let at = 0;
  for (let left = digits; left > 0 && at < text.length; at += 1) if (/\d/.test(text.charAt(at))) left -= 1;
  return at;
}
