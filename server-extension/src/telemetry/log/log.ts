import { present } from '../../domain/present.ts';
import { type EventCatalogue, events } from '../../events.ts';
import {
  type Catalogue,
  type EventDefinition,
  fieldsOf,
  type LogLevel,
  type LogOf,
} from './catalogue/catalogue.ts';
import { type LogFieldName, fields } from './catalogue/fields.ts';
import { type LineContext, lineContext } from './line-context.ts';
import { toSafeText } from './masking.ts';

/** Writes one line about an event of the catalogue, with exactly its fields. */
export type Log = LogOf<EventCatalogue>;

/** Where finished lines go: OCC's logger inside OCC, standard output elsewhere. */
export type LogSink = (level: LogLevel, line: string) => void;

type FieldValues = Readonly<Record<string, string | number | boolean>>;

/** What a line says. */
export interface LogEntry {
  readonly time: string;
  readonly level: LogLevel;
  readonly event: string;
  readonly fields: FieldValues;
}

/** Writes one line an event, JSON by default. Never throws: a line that is lost is no reason to lose a payment. */
export function createLog(sink: LogSink, now: () => Date, write: (entry: LogEntry) => string = toJson): Log {
  return createLogOf(events, sink, now, write);
}

/** The same for any catalogue. */
export function createLogOf<Events extends Catalogue>(
  catalogue: Events,
  sink: LogSink,
  now: () => Date,
  write: (entry: LogEntry) => string = toJson,
): LogOf<Events> {
  const known = new Map(
    Object.entries(catalogue).map(([event, definition]) => [
      event,
      { ...definition, names: namesInOrder(definition) },
    ]),
  );
  return (event, given: Readonly<Record<string, unknown>>) => {
    const definition = known.get(event);
    // Only code that the compiler has not seen can name another event.
    if (definition === undefined) return;
    const { level, scope, names } = definition;
    const context = scope === 'request' ? lineContext() : runContext(lineContext());
    const safe = toSafeFields(names, given, context);
    const line = write({ time: now().toISOString(), level, event, fields: safe });
    try {
      sink(level, line);
    } catch {
      // The host's logger failed: there is no other place to report that.
    }
  };
}

/** The trace of a run of background work. Empty where the line is written during a request, to which the event does not belong. */
function runContext({ httpRequestId, traceId, paymentTraceId }: LineContext = {}): LineContext {
  if (httpRequestId !== undefined) return {};
  return present({ traceId, paymentTraceId });
}

function namesInOrder(definition: EventDefinition): readonly LogFieldName[] {
  const own = fieldsOf(definition);
  return (Object.keys(fields) as LogFieldName[]).filter((name) => own.has(name));
}

function toSafeFields(
  names: readonly LogFieldName[],
  given: Readonly<Record<string, unknown>>,
  context: LineContext = {},
): FieldValues {
  const safe: Record<string, string | number | boolean> = {};
  for (const name of names) {
    const value = given[name] ?? context[name as keyof LineContext];
    if (typeof value === 'string') safe[name] = toSafeText(value, fields[name].madeBy);
    else if (typeof value === 'number' || typeof value === 'boolean') safe[name] = value;
  }
  return safe;
}

/** One JSON object, for programs that collect our own output. */
export function toJson({ time, level, event, fields }: LogEntry): string {
  return JSON.stringify({ time, level, event, ...fields });
}

/** `payment orderId=o10001 outcome=approved`: for a logger that adds time and level, and would put JSON into JSON. */
export function toWords({ event, fields }: LogEntry): string {
  const words = Object.entries(fields).map(([name, value]) => `${name}=${toWord(String(value))}`);
  return [event, ...words].join(' ');
}

function toWord(value: string): string {
  return /^[\w.:,/()*+-]+$/.test(value) ? value : JSON.stringify(value);
}

/** OCC: server-side extensions, `global.occ.logger` (winston: error, warning, info, debug). */
export interface OccLogger {
  info(line: string): void;
  warning?(line: string): void;
  warn?(line: string): void;
  error(line: string): void;
}

export function toOccLogger(logger: OccLogger): LogSink {
  return (level, line) => {
    if (level !== 'warning') logger[level](line);
    else if (logger.warning) logger.warning(line);
    else if (logger.warn) logger.warn(line);
    else logger.info(line);
  };
}

export function toStandardOutput(_level: LogLevel, line: string): void {
  process.stdout.write(`${line}\n`);
}
