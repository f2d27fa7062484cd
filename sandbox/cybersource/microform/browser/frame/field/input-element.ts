/** The one input of a frame, with its names for assistive technology. */
import type { MicroformFieldOptions, FieldType } from '../../options.ts';
import { agreedSpaces, caretAfter, digitsOf, group } from './grouping.ts';

const LABELS: Readonly<Record<FieldType, string>> = {
  number: 'Card number',
  securityCode: 'Card security code',
};
const AUTOCOMPLETE: Readonly<Record<FieldType, string>> = { number: 'cc-number', securityCode: 'cc-csc' };

/** Creates the input, not yet in the document. */
export function createInput(fieldType: FieldType): HTMLInputElement {
  const input = document.createElement('input');
  input.className = 'field';
  input.name = fieldType;
  input.type = 'tel';
  input.inputMode = 'numeric';
  input.spellcheck = false;
  input.setAttribute('autocomplete', AUTOCOMPLETE[fieldType]);
  input.setAttribute('aria-label', LABELS[fieldType]);
  input.setAttribute('aria-invalid', 'false');
  return input;
}

/** Applies what the page said about the input; options it did not name stay as they are. */
export function applyOptions(input: HTMLInputElement, options: MicroformFieldOptions): void {
  const { placeholder, title, description, disabled } = options;
  if (placeholder !== undefined) input.placeholder = placeholder;
  if (title !== undefined) input.title = title;
  if (disabled !== undefined) input.disabled = disabled;
  if (description !== undefined) describe(input, description);
  if (options['aria-label'] !== undefined) input.setAttribute('aria-label', options['aria-label']);
  if (options['aria-required'] !== undefined) {
    input.setAttribute('aria-required', String(options['aria-required']));
  }
}

/** Shows whether what stands in the input is good, bad or not yet known. */
export function markValidity(input: HTMLInputElement, valid: boolean, invalid: boolean): void {
  input.classList.toggle('valid', valid);
  input.classList.toggle('invalid', invalid);
  input.setAttribute('aria-invalid', String(invalid));
}

/** Writes digits in the groups of their brand; the caret stays behind the same digit. */
export function writeGrouped(
  input: HTMLInputElement,
  digits: string,
  candidates: readonly { readonly spaces: readonly number[] }[],
): void {
  const before = digitsOf(input.value.slice(0, input.selectionStart ?? input.value.length)).length;
  const grouped = group(digits, agreedSpaces(candidates));
  if (grouped === input.value) return;
  input.value = grouped;
  const caret = caretAfter(before, grouped);
  input.setSelectionRange(caret, caret);
}

/** Lets backspace and delete reach over a gap to the digit behind it. */
export function skipGap(input: HTMLInputElement, key: string): void {
  const { value, selectionStart: caret, selectionEnd } = input;
  if (caret === null || caret !== selectionEnd) return;
  if (key === 'Backspace' && value.charAt(caret - 1) === ' ') input.setSelectionRange(caret - 1, caret - 1);
  if (key === 'Delete' && value.charAt(caret) === ' ') input.setSelectionRange(caret + 1, caret + 1);
}

function describe(input: HTMLInputElement, description: string): void {
  const id = 'description';
  const element = document.getElementById(id) ?? document.createElement('div');
  element.id = id;
  element.className = 'description';
  element.textContent = description;
  document.body.appendChild(element);
  input.setAttribute('aria-describedby', id);
}
