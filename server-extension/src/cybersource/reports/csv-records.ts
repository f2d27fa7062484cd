import { type CsvError, parse } from 'csv-parse';
import type { ReviewDecision } from '../../payments/review/review-decisions.ts';
import { CONVERSION_FIELDS, requireDecision } from './conversion-record.ts';
import { REPORT_RECORDS_MAX, type RecordReader } from './record-reader.ts';
import { UnreadableReport } from './report-error.ts';

/** Characters of one line: a field of CyberSource's has at most a few thousand. */
const RECORD_MAX = 256 * 1024;

/** Lines above the column names: the title of the report. */
const TITLES_MAX = 5;

/** Title lines, the column names, then one conversion a line, the last one ended too. */
export function createCsvRecords(): RecordReader {
  const decisions: ReviewDecision[] = [];
  let columns: readonly string[] | undefined;
  let titles = 0;
  let failed: UnreadableReport | undefined;
  let last = '';

  const parser = parse({
    bom: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: RECORD_MAX,
  });
  parser.on('data', (cells: readonly string[]) => {
    if (failed !== undefined) return;
    try {
      take(cells);
    } catch (error) {
      failed = error as UnreadableReport;
    }
  });
  parser.on('error', (error: CsvError) => {
    failed ??= new UnreadableReport(
      error.code === 'CSV_MAX_RECORD_SIZE'
        ? 'A line of the report is too long.'
        : 'The report is not well-formed CSV, or it was cut.',
    );
  });

  function take(cells: readonly string[]): void {
    if (columns === undefined) {
      const names = cells.map((cell) => cell.trim());
      if (REQUIRED.every((name) => names.includes(name))) columns = names;
      else if ((titles += 1) > TITLES_MAX)
        throw new UnreadableReport(`The report has no line of column names with ${REQUIRED.join(', ')}.`);
      return;
    }
    if (cells.length !== columns.length)
      throw new UnreadableReport(
        `Record ${decisions.length + 1} of the report has ${cells.length} fields in place of ${columns.length}: it may have been cut.`,
      );
    if (decisions.length >= REPORT_RECORDS_MAX)
      throw new UnreadableReport(`The report has more than ${REPORT_RECORDS_MAX} records.`);
    const fields = new Map(columns.map((name, index) => [name, (cells[index] ?? '').trim()]));
    decisions.push(requireDecision(fields, decisions.length + 1));
  }

  /** The parser has taken everything, or given up. */
  function ended(): Promise<void> {
    return new Promise((resolve) => {
      if (failed !== undefined) {
        resolve();
        return;
      }
      parser.once('end', resolve).once('error', () => {
        resolve();
      });
      parser.end();
    });
  }

  return {
    write(text) {
      if (failed !== undefined) throw failed;
      if (text !== '') last = text.at(-1) ?? '';
      parser.write(text);
    },
    async end() {
      await ended();
      if (failed !== undefined) throw failed;
      if (last !== '\n')
        throw new UnreadableReport('The last line of the report is not complete: it was cut.');
      if (columns === undefined)
        throw new UnreadableReport(`The report has no line of column names with ${REQUIRED.join(', ')}.`);
      return { decisions };
    },
  };
}

const REQUIRED = CONVERSION_FIELDS.slice(0, 5);
