import { settings } from '../../../../gateway-settings/settings.ts';
import { en } from '../../../../gateway-settings/texts/en.ts';
import { listSettings } from '../../../../server-extension/src/config/settings.ts';
import { events } from '../../../../server-extension/src/events.ts';
import type { EventDefinition } from '../../../../server-extension/src/telemetry/log/catalogue/catalogue.ts';
import { metrics } from '../../../../server-extension/src/telemetry/catalogue/metrics.ts';
import { labelsCell } from '../../generated/monitoring-tables.ts';
import { ENVIRONMENT_MEANINGS } from '../../generated/tables/environment-table.ts';
import { defaultOf } from '../../generated/tables/settings-table.ts';
import { code } from '../../generated/tables/markdown.ts';
import type { SitePage } from '../text/site-page.ts';

/** Settings, variables, events and metrics as pages on which each of them has an anchor of its own: its name. */
export function cataloguePages(): readonly SitePage[] {
  return [settingsPage(), variablesPage(), eventsPage(), metricsPage()];
}

function settingsPage(): SitePage {
  const sections = settings.flatMap((setting) => {
    if (setting.type === 'sectionTitleType') return [`## ${en.sections[setting.id]} {#area-${setting.id}}`];
    const { label, help } = en.settings[setting.id];
    return [
      `### ${code(setting.id)} {#${setting.id}}`,
      `**${label}** · default: ${defaultOf(setting)}`,
      help,
    ];
  });
  return reference('settings', 'Settings of the payment gateway', [
    'One set for each site and channel, in OCC’s administration or with [`occ-cybersource settings set`](commands.html#settings-set).',
    ...sections,
  ]);
}

function variablesPage(): SitePage {
  const sections = listSettings().flatMap(({ name, variable, otherwise }) => [
    `## ${code(variable)} {#${variable}}`,
    `nconf: ${code(name)} · default: ${code(otherwise === undefined ? '' : JSON.stringify(otherwise).replaceAll('"', ''))}`,
    ENVIRONMENT_MEANINGS[name] ?? '',
  ]);
  return reference('variables', 'Environment variables', [
    'Of the extension. How they are set, inside Commerce Cloud and elsewhere: [for operators](operators.html#settings).',
    ...sections,
  ]);
}

function eventsPage(): SitePage {
  const named = Object.entries<EventDefinition>(events).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const areas = [...new Set(named.map(([name]) => areaOf(name)))];
  const sections = areas.flatMap((area) => [
    `## ${area} {#area-${area}}`,
    ...named.filter(([name]) => areaOf(name) === area).flatMap(([name, event]) => eventSection(name, event)),
  ]);
  return reference('events', 'Events of the log', [
    'Each line of the log is one of these. Fields in brackets are not on every line; [what each field means](operators.html#what-to-watch).',
    ...sections,
  ]);
}

function areaOf(event: string): string {
  return event.slice(0, event.indexOf('.'));
}

function eventSection(
  name: string,
  { level, scope, meaning, remedy, always, sometimes }: EventDefinition,
): readonly string[] {
  const fields = [...always.map(code), ...sometimes.map((field) => `(${code(field)})`)];
  return [
    `### ${code(name)} {#${name}}`,
    `Level: ${level} · ${scope === 'request' ? 'of a request' : 'of the process'}`,
    asFromGuide(meaning),
    `**What to do:** ${asFromGuide(remedy)}`,
    `Fields: ${fields.join(' ') || 'none of its own'}`,
  ];
}

/** Texts of the catalogue stand in the operators' guide and lead to places of it. */
function asFromGuide(text: string): string {
  return text.replaceAll('](#', '](operators.html#');
}

function metricsPage(): SitePage {
  const sections = Object.entries(metrics).flatMap(([name, metric]) => [
    `## ${code(name)} {#${name}}`,
    `${metric.type} · ${metric.unit} · ${labelsCell(metric)}`,
    metric.meaning,
  ]);
  return reference('metrics', 'Metrics', [
    'In Prometheus’ format, at `GET /operations/metrics`. How they are scraped, and which alerts stand on them: [for operators](operators.html#metrics).',
    ...sections,
  ]);
}

function reference(name: string, title: string, paragraphs: readonly string[]): SitePage {
  return {
    address: `${name}.html`,
    title,
    label: { settings: 'Settings', variables: 'Variables', events: 'Events' }[name] ?? title,
    audience: 'reference',
    markdown: [`# ${title}`, ...paragraphs].join('\n\n'),
  };
}
