import { SaxesParser } from 'saxes';
import { present } from '../../domain/present.ts';
import type { ReviewDecision } from '../../payments/review/review-decisions.ts';
import { CONVERSION_FIELDS, requireDecision } from './conversion-record.ts';
import { REPORT_RECORDS_MAX, type RecordReader, requireUtf8 } from './record-reader.ts';
import { UnreadableReport } from './report-error.ts';
import { parseReportTime } from './report-time.ts';

/** Elements within elements; a conversion is the second, its fields the third. */
const DEPTH_MAX = 16;

/** Characters between two tags, or within one: a field of CyberSource's has at most a few thousand. */
const PIECE_MAX = 256 * 1024;

const FIELDS: ReadonlySet<string> = new Set(CONVERSION_FIELDS);

/** CyberSource: conversion detail report, `<Report><Conversion RequestID=… ><NewDecision>…`. */
export function createXmlRecords(): RecordReader {
  const decisions: ReviewDecision[] = [];
  const parser = new SaxesParser({ xmlns: false, position: false });
  const open: string[] = [];
  let fields: Map<string, string> | undefined;
  let text = '';
  let sinceTag = 0;
  let start: Date | undefined;
  let end: Date | undefined;

  parser.on('error', () => {
    throw new UnreadableReport('The report is not well-formed XML, or it was cut.');
  });
  parser.on('xmldecl', ({ encoding }) => {
    requireUtf8(encoding);
  });
  // Entities are declared in a document type: what has one is refused before anything is expanded.
  parser.on('doctype', () => {
    throw new UnreadableReport('The report has a document type (DOCTYPE), which is not read.');
  });
  parser.on('opentag', ({ name, attributes }) => {
    sinceTag = 0;
    open.push(name);
    if (open.length > DEPTH_MAX)
      throw new UnreadableReport('The elements of the report are nested too deep.');
    if (open.length === 1) {
      if (name !== 'Report') throw new UnreadableReport('The answer is XML, but not a report.');
      start = parseReportTime(attributes['ReportStartDate'] ?? '');
      end = parseReportTime(attributes['ReportEndDate'] ?? '');
    } else if (name === 'Conversion') fields = new Map(Object.entries(attributes));
  });
  parser.on('text', (piece) => {
    if (fields !== undefined && FIELDS.has(open.at(-1) ?? '')) text += piece;
  });
  parser.on('closetag', ({ name }) => {
    sinceTag = 0;
    open.pop();
    if (name === 'Conversion' && fields !== undefined) {
      if (decisions.length >= REPORT_RECORDS_MAX)
        throw new UnreadableReport(`The report has more than ${REPORT_RECORDS_MAX} records.`);
      decisions.push(requireDecision(fields, decisions.length + 1));
      fields = undefined;
    } else if (fields !== undefined && FIELDS.has(name)) fields.set(name, text.trim());
    text = '';
  });

  return {
    write(chunk) {
      for (let at = 0; at < chunk.length; at += PIECE_MAX) {
        const piece = chunk.slice(at, at + PIECE_MAX);
        sinceTag += piece.length;
        const before = sinceTag;
        parser.write(piece);
        // The parser keeps what is between two tags until the next one.
        if (sinceTag === before && sinceTag > PIECE_MAX)
          throw new UnreadableReport('A field of the report is too long.');
      }
    },
    async end() {
      parser.close();
      return { decisions, ...present({ start, end }) };
    },
  };
}
