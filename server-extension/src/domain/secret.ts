import { inspect } from 'node:util';

/** A value that must not be seen: printing, logging or serialising it gives `***`. Leaking needs the word `reveal`. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The clear value, for the one line that signs, seals or compares. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return '***';
  }

  toJSON(): string {
    return '***';
  }

  [inspect.custom](): string {
    return '***';
  }
}
