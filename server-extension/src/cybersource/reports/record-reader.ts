import type { ReviewDecision } from '../../payments/review/review-decisions.ts';
import { UnreadableReport } from './report-error.ts';

/** What a report says of itself and of the decisions in it. */
export interface ReadReport {
  readonly decisions: readonly ReviewDecision[];
  /** The time that it covers, where it says. */
  readonly start?: Date;
  readonly end?: Date;
}

/** Reads the records of one format, in whatever pieces the text arrives. */
export interface RecordReader {
  /** @throws UnreadableReport as soon as the report cannot be used. */
  write(text: string): void;
  /** Rejects with an UnreadableReport when the report is not complete. */
  end(): Promise<ReadReport>;
}

/** More than a year's decisions of a large shop. */
export const REPORT_BYTES_MAX = 32 * 1024 * 1024;

/** Records that are kept in memory until the report is complete, about 0.3 KB each. */
export const REPORT_RECORDS_MAX = 100_000;

/** @throws UnreadableReport for a character set that is neither UTF-8 nor a part of it. */
export function requireUtf8(charset: string | undefined): void {
  if (charset === undefined || /^(utf-?8|us-ascii)$/i.test(charset)) return;
  throw new UnreadableReport('The report is in another character set than UTF-8.');
}
