import { events } from '../../../../server-extension/src/events.ts';
import {
  type Catalogue,
  CONTEXT_FIELDS,
  type EventDefinition,
} from '../../../../server-extension/src/telemetry/log/catalogue/catalogue.ts';
import {
  fields,
  type LogFieldDefinition,
} from '../../../../server-extension/src/telemetry/log/catalogue/fields.ts';
import { code, markdownTable } from './markdown.ts';

/** Every event of the log, by area: its level, what it means, what an operator does, and the fields of its line. */
export function eventsTable(catalogue: Catalogue = events): string {
  const rows = Object.entries(catalogue)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, event]) => [code(name), event.level, event.meaning, event.remedy, fieldsCell(event)]);
  return markdownTable(['Event', 'Level', 'Meaning', 'What to do', 'Fields'], rows);
}

/** What each field of a line means, in the order in which lines have them, and whether its value may be masked. */
export function logFieldsTable(definitions: Readonly<Record<string, LogFieldDefinition>> = fields): string {
  const rows = Object.entries(definitions).map(([name, { type, madeBy, meaning }]) => [
    code(name),
    type,
    madeBy === 'us' ? 'the extension' : 'others',
    meaning,
  ]);
  return markdownTable(['Field', 'Type', 'Value made by', 'Meaning'], rows);
}

/** Fields that not every line has stand in brackets. Those of the request are named once, above the table. */
function fieldsCell({ scope, always, sometimes }: EventDefinition): string {
  const context = new Set<string>(scope === 'request' ? CONTEXT_FIELDS : []);
  const shown = [
    ...always.filter((name) => !context.has(name)).map(code),
    ...sometimes.filter((name) => !context.has(name)).map((name) => `(${code(name)})`),
    ...(scope === 'request' ? ['_request_'] : []),
  ];
  return shown.length === 0 ? code('') : shown.join(' ');
}
