/** The code of the network or of the e-mail server, else our own words: other messages can quote the address, which is secret. */
export function reasonNotSent(error: unknown): string {
  if (!(error instanceof Error)) return 'not known';
  const { code, cause, responseCode } = error as Error & { code?: unknown; responseCode?: unknown };
  const causeCode = cause instanceof Error ? (cause as Error & { code?: unknown }).code : undefined;
  const known = [causeCode, code, responseCode].filter(
    (each) => typeof each === 'string' || typeof each === 'number',
  );
  if (error.name === 'TimeoutError') return 'no answer in time';
  if (known.length > 0) return known.join(' ');
  return error.constructor === Error ? error.message : error.name;
}
