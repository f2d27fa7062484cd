/** Numbers that come again with the same seed. */
export interface Random {
  /** From 0 up to, and without, 1. */
  next(): number;
  chance(probability: number): boolean;
  /** A whole number, both ends included. */
  between(low: number, high: number): number;
  pick<T>(list: readonly T[]): T;
  /** A series of its own: drawing from it moves no other. */
  fork(name: string): Random;
}

/** sfc32, started with FNV-1a of the seed: small, fast and good enough to find trouble with. */
export function createRandom(seed: string): Random {
  let [a, b, c, d] = [hash(`${seed} a`), hash(`${seed} b`), hash(`${seed} c`), 1];
  function next(): number {
    const sum = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return (sum >>> 0) / 2 ** 32;
  }
  for (let warmUp = 0; warmUp < 12; warmUp += 1) next();

  const between = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  return {
    next,
    chance: (probability) => next() < probability,
    between,
    pick<T>(list: readonly T[]) {
      if (list.length === 0) throw new RangeError('Nothing to pick from');
      return list[between(0, list.length - 1)] as T;
    },
    fork: (name) => createRandom(`${seed}/${name}`),
  };
}

function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return value | 0;
}
