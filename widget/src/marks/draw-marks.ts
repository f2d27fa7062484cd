import { MARKS, OTHER_NAMES } from './marks.ts';

const SVG = 'http://www.w3.org/2000/svg';

/** Draws the marks of these cards or wallets into an element; a name without a mark draws nothing. Decoration only. */
export function drawMarks(host: Element, names: string): void {
  const drawn = [...new Set(names.split(',').map(toName))].map((name) => MARKS[name]).filter(isKnown);
  const parsed = drawn.map((shapes) => {
    const text = `<svg xmlns="${SVG}" class="cyb-logo" viewBox="0 0 38 24" width="38" height="24">${shapes}</svg>`;
    return new DOMParser().parseFromString(text, 'image/svg+xml').documentElement;
  });
  host.textContent = '';
  host.append(...parsed);
}

function toName(given: string): string {
  const name = given.toLowerCase().replace(/[^a-z]/g, '');
  return OTHER_NAMES[name] ?? name;
}

function isKnown(shapes: string | undefined): shapes is string {
  return shapes !== undefined;
}
