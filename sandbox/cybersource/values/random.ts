/** Numbers that look drawn and can be drawn again: the same seed and name give the same series. */
import { createHash } from 'node:crypto';

/** One series. Every call takes the next draw. */
export interface RandomSeries {
  readonly digits: (count: number) => string;
  readonly letters: (count: number) => string;
  readonly bytes: (count: number) => Buffer;
}

/** Each name has a series of its own, so that drawing from one does not move another. */
export function createDraw(seed: string, name: string): RandomSeries {
  let drawn = 0;
  const bytes = (count: number): Buffer => {
    drawn += 1;
    return createHash('shake256', { outputLength: count }).update(`${seed} ${name} ${drawn}`).digest();
  };
  const characters = (alphabet: string, count: number): string =>
    Array.from(bytes(count), (byte) => alphabet.charAt(byte % alphabet.length)).join('');
  return {
    bytes,
    digits: (count) => characters('0123456789', count),
    letters: (count) => characters('ABCDEFGHIJKLMNOPQRSTUVWXYZ', count),
  };
}
