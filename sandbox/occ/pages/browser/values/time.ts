/** Date and time to the second, in the reader's zone. */
export function toTime(at: string): string {
  return new Date(at).toLocaleString('en-GB', {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
}

const SPANS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/** `2 days`, `1 hour`: the largest unit of a span, rounded down; below a minute `less than a minute`. */
export function toSpan(seconds: number): string {
  for (const [unit, length] of SPANS) {
    const count = Math.floor(seconds / length);
    if (count > 0) return `${count} ${unit}${count === 1 ? '' : 's'}`;
  }
  return 'less than a minute';
}
