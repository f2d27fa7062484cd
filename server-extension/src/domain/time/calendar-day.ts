import type { TimeWindow } from './time-window.ts';

/** A date without a time of day: `2026-01-31`. */
export type CalendarDate = string & { readonly __brand: 'CalendarDate' };

/** A date that exists, written `yyyy-MM-dd`; undefined for any other text. */
export function parseCalendarDate(text: string): CalendarDate | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return undefined;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
    ? (text as CalendarDate)
    : undefined;
}

/** Whether it is a name of the IANA time zone database: `Europe/Berlin`, `UTC`. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return name !== '';
  } catch {
    return false;
  }
}

/** The date that a calendar in the time zone shows at a moment. */
export function dateIn(at: Date, timeZone: string): CalendarDate {
  return new Date(at.getTime() + offsetMs(at.getTime(), timeZone)).toISOString().slice(0, 10) as CalendarDate;
}

/** The next date of the calendar. */
export function dayAfter(date: CalendarDate): CalendarDate {
  return new Date(Date.parse(`${date}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10) as CalendarDate;
}

/**
 * The day of that date in a time zone, from its first moment to the first of the next: 23 or 25 hours long where the clocks
 * change, so that each moment belongs to exactly one day.
 */
export function dayIn(date: CalendarDate, timeZone: string): TimeWindow {
  return { from: startOf(date, timeZone), to: startOf(dayAfter(date), timeZone) };
}

const DAY_MS = 24 * 60 * 60_000;

/** The first moment at which the zone's calendar shows the date. A clock that skips midnight begins the day later. */
function startOf(date: CalendarDate, timeZone: string): Date {
  const utc = Date.parse(`${date}T00:00:00Z`);
  const candidates = [utc - DAY_MS, utc + DAY_MS]
    .map((near) => utc - offsetMs(near, timeZone))
    .sort((one, other) => one - other);
  const first = candidates.find((candidate) => candidate + offsetMs(candidate, timeZone) >= utc);
  return new Date(first ?? utc);
}

/** How far the zone's clocks are ahead of UTC at a moment. */
function offsetMs(at: number, timeZone: string): number {
  const parts = new Map(
    formatIn(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  const wall = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return wall - Math.floor(at / 1000) * 1000;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatIn(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(timeZone, made);
  return made;
}
