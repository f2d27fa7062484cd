/** From one moment to another, as every call of the reporting API asks. */

/** `from` belongs to it, `to` does not. */
export interface ReportWindow {
  readonly from: Date;
  readonly to: Date;
}

/** Whether something happened in the window. */
export const isWithin = (at: Date, { from, to }: ReportWindow): boolean => at >= from && at < to;

/** A date and time with its zone, or a whole second in UTC; undefined for anything else. */
export function parseReportTime(text: string | undefined): Date | undefined {
  if (text === undefined || !/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)$/.test(text))
    return undefined;
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? undefined : time;
}

/** The day that a report of `yyyy-MM-dd` covers in a time zone of the IANA database; undefined for what is no date. */
export function parseReportDay(date: string | undefined, timeZone: string): ReportWindow | undefined {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(date ?? '') ?? [];
  if (year === undefined || month === undefined || day === undefined) return undefined;
  const start = Date.UTC(Number(year), Number(month) - 1, Number(day));
  if (new Date(start).toISOString().slice(0, 10) !== date) return undefined;
  const next = Date.UTC(Number(year), Number(month) - 1, Number(day) + 1);
  return { from: midnight(start, timeZone), to: midnight(next, timeZone) };
}

/** The names that CyberSource's samples use beside those of the IANA database. */
const ZONES: Readonly<Partial<Record<string, string>>> = {
  GMT: 'UTC',
  PST: 'America/Los_Angeles',
  EST: 'America/New_York',
};

/** The zone's name in the IANA database; undefined when there is none of that name. */
export function toTimeZone(name: string): string | undefined {
  const zone = ZONES[name] ?? name;
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: zone });
    return zone;
  } catch {
    return undefined;
  }
}

/** The moment at which the wall clock of the zone shows midnight of this UTC date; the earlier one where there are two. */
function midnight(utcDate: number, timeZone: string): Date {
  const offsets = [offsetAt(utcDate - 86_400_000, timeZone), offsetAt(utcDate + 86_400_000, timeZone)];
  const candidates = offsets.map((offset) => utcDate - offset).sort((one, other) => one - other);
  const found = candidates.find((candidate) => candidate + offsetAt(candidate, timeZone) >= utcDate);
  return new Date(found ?? utcDate);
}

/** How far the zone's wall clock is ahead of UTC at a moment, in milliseconds. */
function offsetAt(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at);
  const value = (type: string): number => Number(parts.find((part) => part.type === type)?.value);
  const wall = Date.UTC(
    value('year'),
    value('month') - 1,
    value('day'),
    value('hour'),
    value('minute'),
    value('second'),
  );
  return wall - Math.floor(at / 1000) * 1000;
}
