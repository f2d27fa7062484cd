/** One change of one source file. */
export interface SourceMutant {
  /** Path in the repository. */
  readonly file: string;
  /** Where the text that is replaced begins and ends, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
  /** What kind of change it is: `EqualityOperator`, `Row`. */
  readonly kind: string;
}

/** The file's text with the change in it. */
export function withMutant(text: string, { start, end, replacement }: SourceMutant): string {
  return text.slice(0, start) + replacement + text.slice(end);
}

/** The line that it begins in, counted from 1. */
export function lineOf(text: string, { start }: SourceMutant): number {
  return text.slice(0, start).split('\n').length;
}

const LONGEST = 80;

/** `a < b` becomes `a <= b`, on one line and not too long. */
export function toChange(text: string, { start, end, replacement }: SourceMutant): string {
  return `\`${short(text.slice(start, end))}\` becomes \`${short(replacement)}\``;
}

function short(code: string): string {
  const line = code.replaceAll(/\s+/g, ' ').replaceAll('`', '´').trim();
  if (line === '') return 'nothing';
  return line.length > LONGEST ? `${line.slice(0, LONGEST)} …` : line;
}
