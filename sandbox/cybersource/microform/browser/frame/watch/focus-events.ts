/** Sends focus, blur and Enter to the page. */
import type { PageLink } from '../field/page-link.ts';

/** Reports the shopper's way in and out of the input. */
export function reportFocus(input: HTMLInputElement, page: PageLink): void {
  let leaving: { focusShift?: 'previous' | 'next' } = {};

  input.addEventListener('focus', () => {
    page.send({ event: 'focus', data: null });
  });
  input.addEventListener('blur', () => {
    page.send({ event: 'blur', data: leaving });
    leaving = {};
  });
  input.addEventListener('keydown', ({ key, shiftKey }) => {
    leaving = key === 'Tab' ? { focusShift: shiftKey ? 'previous' : 'next' } : {};
    if (key === 'Enter') page.send({ event: 'inputSubmitRequest', data: null });
  });
  // The page may focus the frame as a whole, as a click on a label does.
  window.addEventListener('focus', () => {
    setTimeout(() => {
      if (document.hasFocus()) input.focus();
    });
  });
}
