/** Everything in which a release breaks what its predecessor promised. */
import { isDeepStrictEqual } from 'node:util';
import { breakingApiChanges } from './api-changes.ts';
import type { ContractEntry, PublicContract } from './public-contract.ts';
import { breakingTypeChanges } from './type-changes.ts';

/** The parts of the public contract. */
export type ContractPart = 'api' | 'settings' | 'environment' | 'events' | 'types';

/** A change that others have to react to. */
export interface BreakingChange {
  readonly part: ContractPart;
  /** A sentence without its full stop. */
  readonly change: string;
}

/** All breaking changes from one contract to the other, in the order of the parts. */
export function breakingChanges(before: PublicContract, after: PublicContract): readonly BreakingChange[] {
  const inPart = (part: ContractPart, changes: readonly string[]): readonly BreakingChange[] =>
    changes.map((change) => ({ part, change }));
  return [
    ...inPart('api', breakingApiChanges(before.api, after.api)),
    ...inPart('settings', breakingEntryChanges(before.settings, after.settings, SETTING_RULES)),
    ...inPart('environment', breakingEntryChanges(before.environment, after.environment, ENVIRONMENT_RULES)),
    ...inPart('events', breakingEntryChanges(before.events, after.events, EVENT_RULES)),
    ...inPart('types', breakingTypeChanges(before.types, after.types)),
  ];
}

/** What may not change in an entry: a value at all, or a list that may only grow. */
interface EntryRules {
  readonly fixed: readonly string[];
  readonly growing: readonly string[];
  /** True there breaks callers that left it out. */
  readonly demanding: readonly string[];
}

const SETTING_RULES: EntryRules = {
  fixed: ['type', 'default', 'pattern'],
  growing: ['options'],
  demanding: ['required'],
};

const ENVIRONMENT_RULES: EntryRules = { fixed: ['nconf', 'default'], growing: [], demanding: [] };

/** An alarm goes by name and level; a field that every line had is read by programs. */
const EVENT_RULES: EntryRules = { fixed: ['level'], growing: ['fields'], demanding: [] };

function breakingEntryChanges(
  before: readonly ContractEntry[],
  after: readonly ContractEntry[],
  rules: EntryRules,
): readonly string[] {
  const now = new Map(after.map((entry) => [entry.name, entry]));
  return before.flatMap((entry) => {
    const other = now.get(entry.name);
    if (other === undefined) return [`\`${entry.name}\` is gone`];
    return [
      ...rules.fixed
        .filter((property) => !isDeepStrictEqual(entry[property], other[property]))
        .map(
          (property) =>
            `\`${entry.name}\` has another ${property}: ${toText(entry[property])} became ${toText(other[property])}`,
        ),
      ...rules.growing.flatMap((property) =>
        listOf(entry[property])
          .filter((value) => !listOf(other[property]).includes(value))
          .map((value) => `\`${entry.name}\` has no \`${value}\` in its ${property} any more`),
      ),
      ...rules.demanding
        .filter((property) => other[property] === true && entry[property] !== true)
        .map((property) => `\`${entry.name}\` is ${property} now`),
    ];
  });
}

function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? (value as string[]) : [];
}

function toText(value: unknown): string {
  return value === undefined ? 'none' : `\`${JSON.stringify(value)}\``;
}
