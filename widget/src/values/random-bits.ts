/** 128 bits that cannot be guessed, hexadecimal. */
export function randomBits(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (word) =>
    word.toString(16).padStart(8, '0'),
  ).join('');
}
