import { readFile } from 'node:fs/promises';
import { inRepository } from '../program/repository.ts';
import { declineReasonsTable } from './tables/decline-reasons-table.ts';
import { doctorTable } from './tables/doctor-table.ts';
import { environmentTable } from './tables/environment-table.ts';
import { eventsTable, logFieldsTable } from './tables/events-table.ts';
import { type GeneratedFile, generatedFile } from './generated-file.ts';
import { alertsTable, metricsTable } from './monitoring-tables.ts';
import { historyTables, invariantsTable } from './tables/history-tables.ts';
import { pageOriginsTable } from './tables/page-origins-table.ts';
import { decisionTables, recoveryTasksTable } from './tables/decision-tables.ts';
import {
  otherSimulatedFaultsTable,
  otherSimulatedStepsTable,
  simulatedFaultsTable,
  simulatedStepsTable,
} from './tables/simulation-tables.ts';
import { settingsTable } from './tables/settings-table.ts';
import { authenticationTable, triggersTable } from './tables/triggers-table.ts';

type Table = readonly [name: string, table: () => string];

const guides: readonly (readonly [file: string, tables: readonly Table[]])[] = [
  [
    'docs/administrators.md',
    [
      ['doctor', doctorTable],
      ['settings', settingsTable],
    ],
  ],
  [
    'docs/developers.md',
    [
      ['recovery tasks', recoveryTasksTable],
      ...decisionTables,
      ['simulated calls', simulatedStepsTable],
      ['simulated faults', simulatedFaultsTable],
      ['other simulated steps', otherSimulatedStepsTable],
      ['other simulated faults', otherSimulatedFaultsTable],
    ],
  ],
  [
    'docs/proofs/history-format.md',
    [
      ['invariants', invariantsTable],
      ['history records', historyTables],
    ],
  ],
  [
    'docs/operators.md',
    [
      ['environment', environmentTable],
      ['events', eventsTable],
      ['log fields', logFieldsTable],
      ['metrics', metricsTable],
      ['alerts', alertsTable],
      ['page origins', pageOriginsTable],
      ['decline reasons', declineReasonsTable],
    ],
  ],
  [
    'docs/sandbox.md',
    [
      ['triggers', triggersTable],
      ['authentication', authenticationTable],
    ],
  ],
];

/** The guides whose tables follow from code; the text around the tables stays as it is. */
export function docsFiles(): Promise<readonly GeneratedFile[]> {
  return Promise.all(
    guides.map(async ([file, tables]) => {
      const text = await readFile(inRepository(file), 'utf8');
      return generatedFile(
        file,
        tables.reduce((written, [name, table]) => withTable(written, name, table()), text),
      );
    }),
  );
}

/**
 * Replaces what stands between `<!-- table: name -->` and `<!-- end of table -->`.
 *
 * @throws Error when the text has no such place
 */
export function withTable(text: string, name: string, table: string): string {
  const start = `<!-- table: ${name} -->`;
  const end = '<!-- end of table -->';
  const from = text.indexOf(start);
  const to = text.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`There is no place for the table “${name}”: ${start} … ${end}.`);
  return `${text.slice(0, from)}${start}\n\n${table}\n\n${text.slice(to)}`;
}
