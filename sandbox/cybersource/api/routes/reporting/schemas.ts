/** `GET /reporting/v3/dtds/{name}` and `/xsds/{name}`: how the XML of a report is built. */
import {
  definitionOf,
  reportDefinitions,
  type ReportDefinition,
} from '../../../records/reports/report-definitions.ts';
import { abbreviationOf } from '../../../records/reports/report-file.ts';
import type { EndpointDeps } from '../deps.ts';
import type { Endpoint } from '../endpoint.ts';
import { toReportAbsence } from './report-problem.ts';

/** Both by the definition's name or its abbreviation, with a version behind it: `TransactionRequestClass_1.1`, `cdr`. */
export function createSchemaEndpoints({ now }: EndpointDeps): {
  readonly dtd: Endpoint;
  readonly xsd: Endpoint;
} {
  const found =
    (contentType: string, write: (definition: ReportDefinition) => string): Endpoint =>
    ({ id }) => ({
      commit: () => {
        const definition = definitionNamed(id);
        return definition
          ? { status: 200, text: write(definition), contentType }
          : toReportAbsence(now(), `There is no report definition ${id}.`);
      },
    });
  return { dtd: found('application/xml-dtd', toDtd), xsd: found('text/xml', toXsd) };
}

function definitionNamed(id: string): ReportDefinition | undefined {
  const name = id.replace(/[-_]?v?\d+(\.\d+)*$/, '').replace(/Report$/, 'Class');
  return definitionOf(name) ?? reportDefinitions.find((definition) => abbreviationOf(definition) === name);
}

function toDtd({ record, fields }: ReportDefinition): string {
  const elements = fields.filter(({ isAttribute }) => !isAttribute);
  const attributes = fields.filter(({ isAttribute }) => isAttribute);
  return [
    `<!ELEMENT Report (${record}*)>`,
    '<!ATTLIST Report xmlns CDATA #REQUIRED Name CDATA #REQUIRED Version CDATA #REQUIRED MerchantID CDATA #REQUIRED ReportStartDate CDATA #REQUIRED ReportEndDate CDATA #REQUIRED>',
    `<!ELEMENT ${record} ${elements.length === 0 ? 'EMPTY' : `(${elements.map(({ name }) => `${name}?`).join(', ')})`}>`,
    ...attributes.map(({ name }) => `<!ATTLIST ${record} ${name} CDATA #IMPLIED>`),
    ...elements.map(({ name }) => `<!ELEMENT ${name} (#PCDATA)>`),
    '',
  ].join('\n');
}

function toXsd({ record, fields }: ReportDefinition): string {
  const elements = fields.filter(({ isAttribute }) => !isAttribute);
  const attributes = fields.filter(({ isAttribute }) => isAttribute);
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">',
    '<xs:element name="Report"><xs:complexType><xs:sequence>',
    `<xs:element name="${record}" minOccurs="0" maxOccurs="unbounded"><xs:complexType>`,
    '<xs:sequence>',
    ...elements.map(({ name }) => `<xs:element name="${name}" type="xs:string" minOccurs="0"/>`),
    '</xs:sequence>',
    ...attributes.map(({ name }) => `<xs:attribute name="${name}" type="xs:string"/>`),
    '</xs:complexType></xs:element>',
    '</xs:sequence>',
    ...['Name', 'Version', 'MerchantID', 'ReportStartDate', 'ReportEndDate'].map(
      (name) => `<xs:attribute name="${name}" type="xs:string"/>`,
    ),
    '</xs:complexType></xs:element>',
    '</xs:schema>',
    '',
  ].join('\n');
}
