import { isCurrencyCode } from '../../domain/money/currency.ts';
import { toFreeText } from './free-text.ts';
import type { FieldContext, FieldGrammar } from './grammar.ts';

/** What a person wrote: cut where the field ends. */
export function freeText(maxLength: number): FieldGrammar {
  return (value) => (typeof value === 'string' ? toFreeText(value, maxLength) : undefined);
}

/** An id, a code, a token: whole or not at all. @param shape what it has to look like; any printable text otherwise. */
export function exactly(maxLength: number, shape = /^[^\p{Cc}\p{Cs}]+$/u): FieldGrammar {
  return (value) => {
    if (typeof value !== 'string') return undefined;
    const text = value.trim();
    return text.length <= maxLength && shape.test(text) ? text : undefined;
  };
}

/** A text with a grammar of its own. */
export function text(
  fit: (value: string, country: FieldContext['country']) => string | undefined,
): FieldGrammar {
  return (value, { country }) => (typeof value === 'string' ? fit(value, country) : undefined);
}

export function oneOf(...choices: readonly string[]): FieldGrammar {
  return (value) => (typeof value === 'string' && choices.includes(value) ? value : undefined);
}

export const yesOrNo: FieldGrammar = (value) => (typeof value === 'boolean' ? value : undefined);

export function wholeNumber(least: number, most: number): FieldGrammar {
  return (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
      ? value
      : undefined;
}

/** A whole number as text. */
export function digits(maxLength: number): FieldGrammar {
  return exactly(maxLength, /^\d+$/);
}

/** Decimal text, never negative. @param maxLength characters, the point included. */
export function amount(maxLength: number): FieldGrammar {
  return exactly(maxLength, /^\d+(?:\.\d+)?$/);
}

export const currency: FieldGrammar = (value) => {
  const code = typeof value === 'string' ? value.trim().toUpperCase() : '';
  return isCurrencyCode(code) ? code : undefined;
};

/** `yyyy-MM-dd` */
export const date: FieldGrammar = exactly(10, /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/);

/** An address of the web. */
export function webAddress(maxLength: number): FieldGrammar {
  return text((value) =>
    value.length <= maxLength && /^https?:\/\//i.test(value) && URL.canParse(value) ? value : undefined,
  );
}
