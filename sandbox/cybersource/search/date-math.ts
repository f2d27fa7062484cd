/** Points in time as search queries write them: ISO times and Solr's `NOW/DAY-7DAYS`, in UTC. */

const STEP =
  /^(?:\/(YEAR|MONTH|DAY|HOUR|MINUTE|SECOND)S?|([+-])(\d{1,6})(YEAR|MONTH|DAY|HOUR|MINUTE|SECOND)S?)/;

/** Milliseconds since 1970, or undefined for what is no time. */
export function parseTime(text: string, now: Date): number | undefined {
  if (!text.startsWith('NOW')) {
    const time = Date.parse(text);
    return Number.isNaN(time) ? undefined : time;
  }
  const point = new Date(now);
  let rest = text.slice('NOW'.length);
  while (rest !== '') {
    const step = STEP.exec(rest);
    if (!step) return undefined;
    const [whole, roundTo, sign, count, unit] = step;
    if (roundTo !== undefined) roundDown(point, roundTo);
    else add(point, Number(`${sign ?? ''}${count ?? ''}`), unit ?? '');
    rest = rest.slice(whole.length);
  }
  return point.getTime();
}

function roundDown(point: Date, unit: string): void {
  const depth = ['YEAR', 'MONTH', 'DAY', 'HOUR', 'MINUTE', 'SECOND'].indexOf(unit);
  if (depth < 1) point.setUTCMonth(0);
  if (depth < 2) point.setUTCDate(1);
  point.setUTCHours(
    depth < 3 ? 0 : point.getUTCHours(),
    depth < 4 ? 0 : point.getUTCMinutes(),
    depth < 5 ? 0 : point.getUTCSeconds(),
    0,
  );
}

function add(point: Date, count: number, unit: string): void {
  switch (unit) {
    case 'YEAR':
      point.setUTCFullYear(point.getUTCFullYear() + count);
      return;
    case 'MONTH':
      point.setUTCMonth(point.getUTCMonth() + count);
      return;
    case 'DAY':
      point.setUTCDate(point.getUTCDate() + count);
      return;
    case 'HOUR':
      point.setUTCHours(point.getUTCHours() + count);
      return;
    case 'MINUTE':
      point.setUTCMinutes(point.getUTCMinutes() + count);
      return;
    default:
      point.setUTCSeconds(point.getUTCSeconds() + count);
  }
}
