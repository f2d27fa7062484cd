/**
 * CyberSource's times: ISO 8601 with a zone, and in classic reports `2026-01-31 10:22:21` in GMT.
 *
 * @returns undefined for any other text.
 */
export function parseReportTime(text: string): Date | undefined {
  const match =
    /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?) ?(Z|[+-]\d\d:?\d\d|GMT|UTC)?$/.exec(
      text.trim(),
    );
  if (match === null) return undefined;
  const [, date = '', time = '', zone = 'Z'] = match;
  const offset = /^[+-]/.test(zone) ? zone.replace(/^([+-]\d\d):?(\d\d)$/, '$1:$2') : 'Z';
  const at = new Date(`${date}T${time}${offset}`);
  return Number.isNaN(at.getTime()) ? undefined : at;
}
