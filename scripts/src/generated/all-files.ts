import { apiFiles } from './api-files.ts';
import { breakingChangesPage } from './breaking-changes-page.ts';
import { diagramFiles } from './diagram-files.ts';
import { docsFiles } from './docs-files.ts';
import { errorsPage } from './errors-page.ts';
import { type GeneratedFile, generatedFile } from './generated-file.ts';
import { alertRules } from './monitoring/alert-rules.ts';
import { dashboard } from './monitoring/dashboard.ts';
import { commandsReference } from './tables/commands-reference.ts';
import type { CommandLineProgram } from '../commands/frame/run-command-line.ts';
import { settingsFiles } from './settings-files.ts';

/** Every committed file that is made from code. */
export async function allGeneratedFiles(program: CommandLineProgram): Promise<readonly GeneratedFile[]> {
  return [...(await settingsFiles()), ...(await documentationFiles(program))];
}

/** Those of them that `npm run docs` writes. */
export async function documentationFiles(program: CommandLineProgram): Promise<readonly GeneratedFile[]> {
  return [
    ...(await docsFiles()),
    ...(await apiFiles()),
    await breakingChangesPage(),
    ...(await diagramFiles()),
    ...(await monitoringFiles()),
    await generatedFile('docs/errors.md', errorsPage()),
    await generatedFile('docs/commands.md', commandsReference(program)),
  ];
}

/** What Prometheus and Grafana load. */
function monitoringFiles(): Promise<readonly GeneratedFile[]> {
  return Promise.all([
    generatedFile('deploy/prometheus/alerts.yaml', alertRules()),
    generatedFile('deploy/grafana/dashboard.json', dashboard()),
  ]);
}
