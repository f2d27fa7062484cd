const TIME = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?) ?(Z|[+-]\d\d:?\d\d)?)?$/;
/** Epoch milliseconds between 1973 and 5138. */
const EPOCH_MS = /^\d{12,14}$/;

/**
 * The instant that a text of OCC's names: a time with any offset, with or without its colon; one without an offset is
 * UTC; a date alone is the end of that day; digits alone are epoch milliseconds.
 *
 * @returns undefined for what is no time.
 */
export function instantOf(text: string): Date | undefined {
  if (EPOCH_MS.test(text)) return new Date(Number(text));
  const [, date, time, offset = 'Z'] = TIME.exec(text) ?? [];
  if (date === undefined) return undefined;
  const instant = new Date(`${date}T${time ?? '23:59:59'}${offset.replace(/(\d\d)(\d\d)$/, '$1:$2')}`);
  return Number.isNaN(instant.getTime()) ? undefined : instant;
}
