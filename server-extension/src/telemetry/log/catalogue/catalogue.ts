import type { LogFieldName, LogFieldValue } from './fields.ts';

export type LogLevel = 'info' | 'warning' | 'error';

/** One event of the log. */
export interface EventDefinition {
  /** `error`: a person has to act. `warning`: something was refused or left undone. `info`: it went as it should. */
  readonly level: LogLevel;
  /**
   * `request`: belongs to the HTTP request that caused it, whose ids its line carries. `background`: recovery, or the state of
   * the process, whichever request made it visible, so its line has no request id. It names the trace of its run.
   */
  readonly scope: 'request' | 'background';
  readonly meaning: string;
  /** What an operator does about it. */
  readonly remedy: string;
  /** Fields that every line of the event has. */
  readonly always: readonly LogFieldName[];
  /** Fields that a line has where their values are known. */
  readonly sometimes: readonly LogFieldName[];
}

export type Catalogue = Readonly<Record<string, EventDefinition>>;

/** `area.event`: lower-case words with hyphens, one dot between the two. */
export const EVENT_NAME = /^[a-z]+(?:-[a-z]+)*\.[a-z]+(?:-[a-z]+)*$/;

/**
 * What the context of a line adds by itself where the caller gives nothing else: of which HTTP request, trace, site and
 * order it is. Recovery tasks have site and order, and no request.
 */
export const CONTEXT_FIELDS = ['httpRequestId', 'traceId', 'paymentTraceId', 'site', 'orderId'] as const;
export type ContextField = (typeof CONTEXT_FIELDS)[number];

/** The part of it that lines of background work have. */
export const RUN_FIELDS = ['traceId', 'paymentTraceId'] as const satisfies readonly ContextField[];
type RunField = (typeof RUN_FIELDS)[number];

/** Every field that a line of the event may have. */
export function fieldsOf({ scope, always, sometimes }: EventDefinition): ReadonlySet<LogFieldName> {
  return new Set([...always, ...sometimes, ...(scope === 'request' ? CONTEXT_FIELDS : RUN_FIELDS)]);
}

type OptionalField<Definition extends EventDefinition> =
  Definition['sometimes'][number] | (Definition['scope'] extends 'request' ? ContextField : RunField);

/** The fields that a line of the event takes, each with its type. */
export type FieldsOf<Definition extends EventDefinition> = {
  readonly [Name in Definition['always'][number]]: LogFieldValue<Name>;
} & {
  readonly [Name in Exclude<OptionalField<Definition>, Definition['always'][number]>]?:
    LogFieldValue<Name> | undefined;
};

/** Writes one line. Takes the events of the catalogue, and for each of them exactly its fields. */
export type LogOf<Events extends Catalogue> = <
  Name extends keyof Events & string,
  Given extends FieldsOf<Events[Name]>,
>(
  event: Name,
  given: Given & Readonly<Record<Exclude<keyof Given, keyof FieldsOf<Events[Name]>>, never>>,
) => void;
