/** Random enough for an idempotency key; `randomUUID` is missing where a page is not served from localhost. */
export function newId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}
