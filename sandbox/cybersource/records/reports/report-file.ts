/** A report as a file: XML with one element a record, or CSV with a title line above the column names. */
import type { ReportDefinition, ReportField } from './report-definitions.ts';
import type { ReportRecord } from './report-rows.ts';
import type { ReportWindow } from './report-window.ts';

/** The two formats. */
export type ReportMimeType = 'application/xml' | 'text/csv';

/** What stands above the records. */
export interface ReportHeading {
  readonly name: string;
  readonly organizationId: string;
  readonly window: ReportWindow;
  readonly definition: ReportDefinition;
  /** Fields in their order, all of the definition's when none were named. */
  readonly fields: readonly ReportField[];
}

/** The whole file. */
export function writeReport(
  mimeType: ReportMimeType,
  heading: ReportHeading,
  records: readonly ReportRecord[],
): string {
  return mimeType === 'text/csv' ? toCsv(heading, records) : toXml(heading, records);
}

function toXml(
  { name, organizationId, window, definition, fields }: ReportHeading,
  records: readonly ReportRecord[],
): string {
  const start = toZonedTime(window.from);
  const end = toZonedTime(window.to);
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    `<Report xmlns="https://api.cybersource.com/reporting/v3/dtds/${abbreviationOf(definition)}" Name="${escaped(name)}" Version="1.0" MerchantID="${escaped(organizationId)}" ReportStartDate="${start}" ReportEndDate="${end}">`,
    ...records.map((record) => toElement(definition.record, fields, record)),
    '</Report>',
    '',
  ].join('\n');
}

function toElement(record: string, fields: readonly ReportField[], values: ReportRecord): string {
  const attributes = fields
    .filter(({ isAttribute }) => isAttribute)
    .map(({ name }) => ` ${name}="${escaped(values[name] ?? '')}"`);
  const elements = fields
    .filter(({ isAttribute }) => !isAttribute)
    .map(({ name }) => `    <${name}>${escaped(values[name] ?? '')}</${name}>`);
  const opening = `  <${record}${attributes.join('')}`;
  return elements.length === 0 ? `${opening}/>` : [`${opening}>`, ...elements, `  </${record}>`].join('\n');
}

function toCsv(
  { name, organizationId, window, fields }: ReportHeading,
  records: readonly ReportRecord[],
): string {
  const title = [name, '1.0', organizationId, toZonedTime(window.from), toZonedTime(window.to)];
  return [
    title,
    fields.map((field) => field.name),
    ...records.map((record) => fields.map((field) => record[field.name] ?? '')),
  ]
    .map((cells) => cells.map(quoted).join(','))
    .join('\n')
    .concat('\n');
}

/** `cdr` for the conversion detail report, as in the address of its DTD. */
export const abbreviationOf = ({ name }: ReportDefinition): string =>
  `${name
    .replace(/Class$/, '')
    .replaceAll(/[^A-Z]/g, '')
    .toLowerCase()}r`;

const toZonedTime = (at: Date): string => `${at.toISOString().slice(0, 19)}+00:00`;

const escaped = (text: string): string =>
  text.replaceAll(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);

const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
