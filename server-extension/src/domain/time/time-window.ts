/** From one moment to another. `from` belongs to it, `to` does not. */
export interface TimeWindow {
  readonly from: Date;
  readonly to: Date;
}

/** Whether a moment is in the window. */
export const isWithin = (at: Date, { from, to }: TimeWindow): boolean => at >= from && at < to;

/** The window in pieces of at most `longestMs`, in order. */
export function piecesOf({ from, to }: TimeWindow, longestMs: number): readonly TimeWindow[] {
  const pieces: TimeWindow[] = [];
  for (let start = from; start < to;) {
    const end = new Date(Math.min(start.getTime() + longestMs, to.getTime()));
    pieces.push({ from: start, to: end });
    start = end;
  }
  return pieces;
}

/** What of the window none of the others covers, in order. */
export function uncovered(window: TimeWindow, others: readonly TimeWindow[]): readonly TimeWindow[] {
  return others.reduce<readonly TimeWindow[]>(
    (left, other) =>
      left.flatMap(({ from, to }) =>
        [
          { from, to: new Date(Math.min(to.getTime(), other.from.getTime())) },
          { from: new Date(Math.max(from.getTime(), other.to.getTime())), to },
        ].filter((piece) => piece.from < piece.to),
      ),
    [window],
  );
}
