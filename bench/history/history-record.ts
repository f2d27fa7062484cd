import {
  type FieldKind,
  RECORD_TYPES,
  type RecordField,
  type RecordTypeDeclaration,
} from './record-fields.ts';

type Types = typeof RECORD_TYPES;

type ValueOf<Kind> = Kind extends readonly (infer Word)[]
  ? Word
  : Kind extends 'flag'
    ? boolean
    : Kind extends 'id' | 'text'
      ? string
      : number;

type OptionalName<Declared> = {
  [Name in keyof Declared]: Declared[Name] extends { readonly isOptional: true } ? Name : never;
}[keyof Declared];

type ValueAt<Field> = Field extends { readonly kind: infer Kind } ? ValueOf<Kind> : never;

type FieldValues<Declared> = {
  readonly [Name in Exclude<keyof Declared, OptionalName<Declared>>]: ValueAt<Declared[Name]>;
} & { readonly [Name in OptionalName<Declared>]?: ValueAt<Declared[Name]> | undefined };

/** A line of a history; what its fields mean stands in {@link RECORD_TYPES}. */
export type HistoryRecord<Name extends keyof Types = keyof Types> = {
  [Each in Name]: { readonly record: Each } & FieldValues<Types[Each]['fields']>;
}[Name];

/** One JSON text, without a line break. */
export function toLine(record: HistoryRecord): string {
  return JSON.stringify(record);
}

/** @throws RangeError that says what is wrong with the line, where it is not of the format */
export function parseLine(line: string): HistoryRecord {
  const value = JSON.parse(line) as Readonly<Record<string, unknown>>;
  const [problem] = problemsOf(value);
  if (problem !== undefined) throw new RangeError(`${problem}: ${line}`);
  return value as unknown as HistoryRecord;
}

/** What is wrong with a record, in one sentence each. */
export function problemsOf(record: Readonly<Record<string, unknown>>): readonly string[] {
  const { record: name, ...values } = record;
  const types: Readonly<Record<string, RecordTypeDeclaration>> = RECORD_TYPES;
  const type = typeof name === 'string' ? types[name] : undefined;
  if (type === undefined) return [`${String(name)} is no type of record`];
  const strange = Object.keys(values).filter((field) => !(field in type.fields));
  return [
    ...strange.map((field) => `${field} is no field of ${String(name)}`),
    ...Object.entries(type.fields).flatMap(([field, declared]) =>
      isOf(declared, values[field]) ? [] : [`${field} of ${String(name)} is not ${describe(declared.kind)}`],
    ),
  ];
}

function isOf({ kind, isOptional }: RecordField, value: unknown): boolean {
  if (value === undefined) return isOptional === true;
  if (typeof kind !== 'string') return typeof value === 'string' && kind.includes(value);
  switch (kind) {
    case 'id':
      return typeof value === 'string' && value !== '';
    case 'text':
      return typeof value === 'string';
    case 'flag':
      return typeof value === 'boolean';
    case 'instant':
    case 'duration':
    case 'minor':
    case 'count':
      return typeof value === 'number' && Number.isSafeInteger(value);
  }
}

const KINDS: Readonly<Record<Extract<FieldKind, string>, string>> = {
  id: 'an identifier, a string',
  text: 'a string',
  instant: 'milliseconds since 1970, a whole number',
  duration: 'milliseconds, a whole number',
  minor: 'minor units of the currency, a whole number',
  count: 'a whole number',
  flag: 'true or false',
};

/** A kind of value in words. */
export function describe(kind: FieldKind): string {
  return typeof kind === 'string' ? KINDS[kind] : kind.map((word) => `\`${word}\``).join(', ');
}
