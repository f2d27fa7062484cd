import { describe } from '../../../../bench/history/history-record.ts';
import { RECORD_TYPES, type RecordTypeDeclaration } from '../../../../bench/history/record-fields.ts';
import { INVARIANTS } from '../../../../bench/independent-check/invariants.ts';
import { code, markdownTable } from './markdown.ts';

/** Every type of record of a history, with its fields. */
export function historyTables(): string {
  const types: Readonly<Record<string, RecordTypeDeclaration>> = RECORD_TYPES;
  return Object.entries(types)
    .map(([name, { meaning, fields }]) =>
      [
        `### \`${name}\``,
        meaning,
        markdownTable(
          ['Field', 'Value', 'Meaning'],
          Object.entries(fields).map(([field, { kind, meaning: of, isOptional }]) => [
            code(field),
            `${describe(kind)}${isOptional === true ? '; may be absent' : ''}`,
            of,
          ]),
        ),
      ].join('\n\n'),
    )
    .join('\n\n');
}

/** What the independent check looks for. */
export function invariantsTable(): string {
  return markdownTable(
    ['Invariant', 'From'],
    INVARIANTS.map(({ name, source }) => [name, source]),
  );
}
