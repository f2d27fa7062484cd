import { randomBits } from './random-bits.ts';

/** An id for elements that no other widget on the page has. */
export function randomId(): string {
  return `cyb-${randomBits()}`;
}
