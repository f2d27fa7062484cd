/** An id for elements that no other widget on the page has. */
export function randomId(): string {
  return `cyb-${Math.random().toString(36).slice(2, 8)}`;
}
