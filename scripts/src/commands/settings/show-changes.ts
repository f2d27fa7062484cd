import { columns } from '../frame/columns.ts';
import type { SettingsChangeResult } from './result-schemas.ts';

interface ShownRow {
  readonly site: string;
  readonly channel: string;
  readonly setting: string;
  readonly before: string;
  readonly after: string;
}

/** Differences as people read them: where, what, from what to what. */
export function showDifferences(differences: readonly ShownRow[]): string {
  return columns(
    differences.map(({ site, channel, setting, before, after }) => [
      site,
      channel,
      setting,
      `${before || '(empty)'} → ${after || '(empty)'}`,
    ]),
  );
}

export function showChange({ tenant, written, differences }: SettingsChangeResult): string {
  if (differences.length === 0) return `Tenant ${tenant} has these settings already.`;
  const count = `${differences.length} setting${differences.length === 1 ? '' : 's'}`;
  const end = written
    ? `${count} written to tenant ${tenant}.`
    : `${count} would change; nothing was written.`;
  return `${showDifferences(differences)}\n${end}`;
}
