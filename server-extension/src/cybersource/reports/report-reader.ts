import { createCsvRecords } from './csv-records.ts';
import { UnreadableReport } from './report-error.ts';
import { REPORT_BYTES_MAX, requireUtf8, type ReadReport, type RecordReader } from './record-reader.ts';
import { createXmlRecords } from './xml-records.ts';

/** Takes a report piece by piece, in whatever pieces it arrives. */
export interface ReportReader {
  /** @throws UnreadableReport as soon as the report cannot be used. */
  write(chunk: Uint8Array): void;
  /** Rejects with an UnreadableReport when the report is not complete. */
  end(): Promise<ReadReport>;
}

/**
 * Reads a conversion report in XML or CSV. Its memory is bounded by the records that it keeps, whatever arrives: nothing
 * of the report is kept as text, and neither entities nor a document type are expanded.
 *
 * @param charset of the header `Content-Type`, where it names one.
 */
export function createReportReader(charset?: string): ReportReader {
  requireUtf8(charset);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let records: RecordReader | undefined;
  let size = 0;
  let beginning = '';

  function take(text: string): void {
    if (records !== undefined) {
      records.write(text);
      return;
    }
    // What the report is can be told from its first character.
    beginning += text;
    const first = /\S/.exec(beginning)?.[0];
    if (first === undefined) {
      if (beginning.length > BLANKS_MAX) throw new UnreadableReport('The report is empty.');
      return;
    }
    records = first === '<' ? createXmlRecords() : createCsvRecords();
    records.write(beginning.trimStart());
    beginning = '';
  }

  function decoded(chunk?: Uint8Array): string {
    try {
      return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
    } catch {
      throw new UnreadableReport('The report is not in UTF-8.');
    }
  }

  return {
    write(chunk) {
      size += chunk.length;
      if (size > REPORT_BYTES_MAX)
        throw new UnreadableReport(`The report is larger than ${REPORT_BYTES_MAX / 1024 / 1024} MiB.`);
      take(decoded(chunk));
    },
    async end() {
      take(decoded());
      if (records === undefined) throw new UnreadableReport('The report is empty.');
      return records.end();
    },
  };
}

const BLANKS_MAX = 1024;
