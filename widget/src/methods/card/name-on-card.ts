export type NameProblem = 'nameMissing' | 'nameIsNumber';

/**
 * People type card numbers into the wrong field. The name is the one card field that our own servers see, so
 * anything with a card number's worth of digits in it is stopped here.
 */
export function nameProblem(name: string): NameProblem | undefined {
  if (name.trim() === '') return 'nameMissing';
  return name.split(DIGIT).length - 1 > MOST_DIGITS ? 'nameIsNumber' : undefined;
}

/** Digits of the keyboards people use: Latin, Arabic, Persian, full width. */
const DIGIT = /[0-9٠-٩۰-۹０-９]/;
const MOST_DIGITS = 6;
