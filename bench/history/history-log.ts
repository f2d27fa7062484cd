import { type HistoryRecord, toLine } from './history-record.ts';
import { type SentRequest, toRequestRecord } from './request-record.ts';

/** What a proof writes down while it runs, in the format of docs/proofs/history-format.md. */
export interface HistoryLog {
  readonly add: (record: HistoryRecord) => void;
  /**
   * A request leaves its caller.
   *
   * @returns takes the answer to it, if there is one. `lost`: the extension gave it, and its caller did not get it.
   */
  readonly sent: (
    request: SentRequest,
    how?: { readonly once?: boolean },
  ) => (answer: { readonly status: number; readonly text: string } | undefined, lost?: boolean) => void;
  readonly lines: () => readonly string[];
}

/** @param now milliseconds since 1970 */
export function createHistoryLog(now: () => number): HistoryLog {
  const lines: string[] = [];
  let requests = 0;
  const add = (record: HistoryRecord): void => void lines.push(toLine(record));
  return {
    add,
    sent(request, { once = false } = {}) {
      const record = toRequestRecord(request, requests + 1, now());
      if (record === undefined) return () => undefined;
      requests += 1;
      add({ ...record, ...(once && { once }) });
      return (answer, lost = false) => {
        if (answer === undefined) return;
        const { status, text: body } = answer;
        add({ record: 'answer', at: now(), request: record.request, status, body, ...(lost && { lost }) });
      };
    },
    lines: () => lines,
  };
}
