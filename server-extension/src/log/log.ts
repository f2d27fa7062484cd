import { holdsCardNumber } from '../domain/card/card-number.ts';

/**
 * Everything that a line may say beside its event. A name that is not here cannot be written: what is not listed (a
 * token, an address, a header) stays out of the log by construction.
 */
const FIELDS = [
  'requestId',
  'method',
  'route',
  'httpStatus',
  'ms',
  'site',
  'channel',
  'orderId',
  'otherOrder',
  'paymentId',
  'operation',
  'caller',
  'outcome',
  'declineReason',
  'replayed',
  'status',
  'reason',
  'code',
  'problem',
  'invalid',
  'gatewayId',
  'merchantTransactionId',
  'correlationId',
  'setting',
  'origin',
  'host',
  'amount',
  'orderAmount',
  'error',
  'cause',
  'at',
  'attempt',
] as const;

export type LogField = (typeof FIELDS)[number];
export type LogFields = Readonly<Partial<Record<LogField, string | number | boolean | undefined>>>;
export type LogLevel = 'info' | 'warning' | 'error';

export type Log = (level: LogLevel, event: string, fields?: LogFields) => void;

/** Where finished lines go: OCC's logger inside OCC, standard output elsewhere. */
export type LogSink = (level: LogLevel, line: string) => void;

/** What a line says. */
export interface LogEntry {
  readonly time: string;
  readonly level: LogLevel;
  readonly event: string;
  readonly fields: Readonly<Record<string, string | number | boolean>>;
}

/** Writes one line an event, JSON by default. Never throws: a line that is lost is no reason to lose a payment. */
export function createLog(sink: LogSink, now: () => Date, write: (entry: LogEntry) => string = toJson): Log {
  return (level, event, fields = {}) => {
    const line = write({ time: now().toISOString(), level, event, fields: toSafeFields(fields) });
    try {
      sink(level, line);
    } catch {
      // The host's logger failed: there is no other place to report that.
    }
  };
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
    if (level === 'warning') (logger.warning ?? logger.warn ?? logger.info).call(logger, line);
    else logger[level](line);
  };
}

export function toStandardOutput(_level: LogLevel, line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Ids, codes and plain words. Base64, e-mail addresses, JWTs and PEM do not look like this. */
const PLAIN = /^[A-Za-z0-9/][A-Za-z0-9 _.:,'()/-]{0,159}$/;
const LONG_RUN = /[A-Za-z0-9_-]{65}/;
const JWT_BEGINS = 'eyJ';

function toSafeFields(fields: LogFields): Record<string, string | number | boolean> {
  const safe: Record<string, string | number | boolean> = {};
  for (const name of FIELDS) {
    const value = fields[name];
    if (value !== undefined) safe[name] = typeof value === 'string' ? toSafeText(name, value) : value;
  }
  return safe;
}

/** Sentences of our own: names of settings and remedies. Still searched for what must never be written. */
const OUR_WORDS: ReadonlySet<LogField> = new Set(['setting']);

/** A second net: an allowed field whose value comes from outside is still not trusted. */
function toSafeText(name: LogField, text: string): string {
  const isPlain =
    (OUR_WORDS.has(name) || PLAIN.test(text)) && !text.includes(JWT_BEGINS) && !hasLongRun(text);
  return isPlain && !holdsCardNumber(text) ? text : '***';
}

/** Most values are shorter than that. */
function hasLongRun(text: string): boolean {
  return text.length > 64 && LONG_RUN.test(text);
}
