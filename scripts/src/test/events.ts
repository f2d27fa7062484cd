/** What `reporter.cjs` tells of a process of tests. */
export type TestEvent =
  | { readonly event: 'begin'; readonly tests: number }
  | { readonly event: 'group'; readonly title: string }
  /** A group of the outermost level is over. `ms`: how long it took, hooks included. */
  | { readonly event: 'group-end'; readonly title: string; readonly file: string; readonly ms: number }
  | { readonly event: 'passed' | 'skipped' | 'end' }
  | { readonly event: 'failed'; readonly title: string; readonly report: string };

const RECORD_SEPARATOR = '\u001e';

/**
 * Splits a process's output into its events and whatever else it printed, however the pieces are cut.
 *
 * @param onText gets a whole line without its end; lines that only separate events are left out
 */
export function readEvents(
  onEvent: (event: TestEvent) => void,
  onText: (line: string) => void,
): (piece: string) => void {
  let rest = '';
  return (piece) => {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line.startsWith(RECORD_SEPARATOR)) onEvent(JSON.parse(line.slice(1)) as TestEvent);
      else if (line !== '') onText(line);
    }
  };
}
