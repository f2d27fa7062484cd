/**
 * What a failure says about the statement, or the transaction, that met it. `rolled-back`: it was carried out not at all
 * and may be again. `not-run`: the same, and another server may take it. `answer-lost`: it may have been carried out;
 * whether it was, only reading tells. `session-lost`: a pooler gave it another connection than before. `final`: it would fail again.
 */
export type FailedStatement = 'rolled-back' | 'not-run' | 'answer-lost' | 'session-lost' | 'final';

/** PostgreSQL, Appendix A: error codes. */
const CODES: Readonly<Record<string, FailedStatement>> = {
  // serialization_failure, deadlock_detected, and two that create one thing at the same moment.
  '40001': 'rolled-back',
  '40P01': 'rolled-back',
  // read_only_sql_transaction: the server has become a standby.
  '25006': 'not-run',
  // cannot_connect_now, too_many_connections.
  '57P03': 'not-run',
  '53300': 'not-run',
  // invalid_sql_statement_name, duplicate_prepared_statement: prepared on another connection.
  '26000': 'session-lost',
  '42P05': 'session-lost',
  // admin_shutdown and crash_shutdown also end a COMMIT that only waited for its standby; statement_completion_unknown.
  '57P01': 'answer-lost',
  '57P02': 'answer-lost',
  '40003': 'answer-lost',
};

/** What is to be made of a failure. */
export function classifyFailure(error: unknown): FailedStatement {
  if (isUnsupportedParameter(error)) return 'session-lost';
  const code = codeOf(error);
  if (error instanceof NotConnected) return isRefusedLogin(error.cause) ? 'final' : 'not-run';
  const known = CODES[code];
  if (known !== undefined) return known;
  // Class 08: connection exceptions.
  return code.startsWith('08') || isBrokenConnection(error, code) ? 'answer-lost' : 'final';
}

/** In the words of Node and of `pg`, which has no codes. */
function isBrokenConnection(error: unknown, code: string): boolean {
  const said = error instanceof Error ? error.message : '';
  return (
    /^(ECONN|EPIPE|ETIMEDOUT|EHOST|ENET)/.test(code) ||
    /^(Connection terminated|Query read timeout|Client has encountered a connection error)/.test(said)
  );
}

/** No connection could be made: nothing was sent. */
export class NotConnected extends Error {}

/** Classes 28 and 3D: user, password or database are wrong, and stay so. */
function isRefusedLogin(error: unknown): boolean {
  return /^(28|3D)...$/.test(codeOf(error));
}

/** A pooler such as PgBouncer takes no settings of the server when a connection is made. */
function isUnsupportedParameter(error: unknown): boolean {
  return error instanceof Error && /unsupported startup parameter/i.test(error.message);
}

/** What failed to be connected, with what to do about it. */
export function explainConnection(error: unknown): string {
  const said = error instanceof Error ? error.message || codeOf(error) : String(error);
  const remedy = REMEDIES.find(([pattern]) => pattern.test(codeOf(error)) || pattern.test(said))?.[1];
  return remedy === undefined ? said : `${said}. Remedy: ${remedy}`;
}

const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [
    /SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)|CERT_UNTRUSTED/,
    'name the authority that signed the certificate with sslrootcert=<file> in the address',
  ],
  [
    /ALTNAME/,
    'use the name that the certificate has, or sslmode=verify-ca to check the certificate without its name',
  ],
  [/CERT_HAS_EXPIRED|CERT_NOT_YET_VALID/, 'renew the certificate of the server, or correct the clock'],
  [
    /does not support SSL/,
    'turn on ssl at the server, or write sslmode=disable where the network between is safe',
  ],
  [
    /^28P01$|password authentication|SASL/,
    'correct user and password in the address, PGPASSWORD or PGPASSFILE',
  ],
  [
    /^28000$/,
    'allow user, address and encryption in pg_hba.conf of the server; where it wants a certificate, name one for this user with sslcert=<file> and sslkey=<file>',
  ],
  [/^3D000$/, 'create the database, or correct its name in the address'],
  [/^53300$/, 'raise max_connections, or put a pooler in between: ten for each process'],
  [/^(ENOTFOUND|EAI_AGAIN)$/, 'correct the name of the server in the address'],
  [/^ECONNREFUSED$|^ENOENT$/, 'start the database, or correct host and port in the address'],
  [/connection timeout|timeout expired/, 'let the firewall pass to host and port of the address'],
];

/** PostgreSQL's code of what a Problem `journal-unavailable` was caused by; empty where it was not the database that spoke. */
export function sqlStateOf(problem: unknown): string {
  const { cause } = (problem ?? {}) as { readonly cause?: { readonly cause?: unknown } };
  return codeOf(cause?.cause);
}

function codeOf(error: unknown): string {
  const code = (error as { readonly code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : '';
}
