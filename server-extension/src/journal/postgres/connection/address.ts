import { present } from '../../../domain/present.ts';

/** One server that holds the database. */
export interface DatabaseServer {
  /** A name, an address or, beginning with `/`, the folder of a socket. Absent: this machine, or what `PGHOST` names. */
  readonly host?: string;
  readonly port?: number;
}

/**
 * How a connection is encrypted. `verify-full`: the server's certificate is checked, and its name; `verify-ca`: its
 * certificate only; `no-verify`: encrypted, with whichever server that is; `disable`: not encrypted.
 */
export type EncryptionMode = 'disable' | 'no-verify' | 'verify-ca' | 'verify-full';

/** A database as its address names it. */
export interface DatabaseAddress {
  /** At least one; one of them takes writes. */
  readonly servers: readonly DatabaseServer[];
  readonly user?: string;
  readonly password?: string;
  readonly database?: string;
  /** Absent where neither the address says so nor another machine is asked: as `PGSSLMODE` has it. */
  readonly encryption?: EncryptionMode;
  /** PEM files: the authority that signs the servers' certificates, and a certificate with key to show to them. */
  readonly authorityFile?: string;
  readonly certificateFile?: string;
  readonly keyFile?: string;
  /** A pooler in between gives each transaction another connection: nothing may stay with a connection. */
  readonly isPooled: boolean;
  readonly applicationName?: string;
  readonly connectTimeoutMs?: number;
  /** Settings of the server for each connection: `-c work_mem=64MB`. */
  readonly options?: string;
}

const FORM = /^postgres(?:ql)?:\/\/([^/?#]*)(?:\/([^?#]*))?(?:\?([^#]*))?$/;

/** As PostgreSQL's own clients call them (libpq, 34.1.2), and `pooler`. The second list changes nothing here. */
const PARAMETERS = [
  ...['host', 'port', 'user', 'password', 'dbname', 'options', 'application_name', 'connect_timeout'],
  ...['sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'target_session_attrs', 'pooler', 'pgbouncer'],
];
const WITHOUT_EFFECT = [
  ...['channel_binding', 'client_encoding', 'fallback_application_name', 'gssencmode', 'keepalives'],
  ...['keepalives_count', 'keepalives_idle', 'keepalives_interval', 'load_balance_hosts', 'sslnegotiation'],
  ...['sslcompression', 'tcp_user_timeout', 'uselibpqcompat'],
];

const MODES: Readonly<Record<string, EncryptionMode>> = {
  disable: 'disable',
  'no-verify': 'no-verify',
  'verify-ca': 'verify-ca',
  'verify-full': 'verify-full',
  // Stricter than libpq, which checks nothing here: an address that asks for encryption means the server too.
  require: 'verify-full',
};

/**
 * Reads `postgres://user:password@db1:5432,db2:5432/database?sslmode=verify-full&sslrootcert=/etc/ca.pem`.
 *
 * @throws RangeError that names what is wrong and what to write, and nothing of the address that may be secret.
 */
export function parseDatabaseAddress(url: string): DatabaseAddress {
  const [, authority, path = '', query = ''] = FORM.exec(url) ?? [];
  if (authority === undefined)
    throw new RangeError('must have the form postgres://<user>@<host>:<port>,<host>:<port>/<database>');
  const parameters = readParameters(query);
  const at = authority.lastIndexOf('@');
  const [user, password] = split(authority.slice(0, Math.max(0, at)), ':');
  const servers = toServers(authority.slice(at + 1), parameters);
  const isHere = servers.every(isOnThisMachine);
  const sslmode = parameters.get('sslmode');
  requireSupported(parameters);
  const encryption = sslmode === undefined ? (isHere ? undefined : 'verify-full') : toMode(sslmode);
  return {
    servers,
    ...present({
      user: decoded(user) ?? parameters.get('user'),
      password: decoded(password) ?? parameters.get('password'),
      database: decoded(path) ?? parameters.get('dbname'),
      encryption,
      authorityFile: parameters.get('sslrootcert'),
      certificateFile: parameters.get('sslcert'),
      keyFile: parameters.get('sslkey'),
      applicationName: parameters.get('application_name'),
      options: parameters.get('options'),
      connectTimeoutMs: toMilliseconds(parameters.get('connect_timeout')),
    }),
    isPooled: parameters.get('pooler') === 'transaction' || parameters.get('pgbouncer') === 'true',
  };
}

/** `db1:5432`, for messages. */
export function serverName({ host = 'localhost', port = 5432 }: DatabaseServer): string {
  return host.startsWith('/') ? host : `${host}:${port}`;
}

function readParameters(query: string): ReadonlyMap<string, string> {
  const parameters = new Map(new URLSearchParams(query));
  for (const name of parameters.keys())
    if (!PARAMETERS.includes(name) && !WITHOUT_EFFECT.includes(name))
      throw new RangeError(
        `has the parameter ${name}, which there is not. There are: ${PARAMETERS.join(', ')}`,
      );
  return parameters;
}

function requireSupported(parameters: ReadonlyMap<string, string>): void {
  const pooler = parameters.get('pooler') ?? 'transaction';
  if (!['transaction', 'session'].includes(pooler))
    throw new RangeError('has another pooler than transaction or session');
  const attributes = parameters.get('target_session_attrs') ?? 'any';
  if (!['any', 'read-write', 'primary'].includes(attributes))
    throw new RangeError(
      'has target_session_attrs for a server that only reads; the journal is written: read-write, or leave it out',
    );
}

function toMode(sslmode: string): EncryptionMode {
  const mode = MODES[sslmode];
  if (mode !== undefined) return mode;
  throw new RangeError(
    `has sslmode=${/^[\w-]{1,20}$/.test(sslmode) ? sslmode : '…'}, which would send payments without encryption when the server wants so, or is unknown. ` +
      'Use verify-full, verify-ca, no-verify or disable',
  );
}

function toServers(list: string, parameters: ReadonlyMap<string, string>): readonly DatabaseServer[] {
  const named = parameters.get('host');
  const [hosts, ports] =
    named === undefined
      ? [
          list.split(',').map((each) => hostAndPort(each)[0]),
          list.split(',').map((each) => hostAndPort(each)[1]),
        ]
      : [named.split(','), []];
  const given = parameters.get('port')?.split(',') ?? ports;
  if (given.length > 1 && given.length !== hosts.length)
    throw new RangeError('has another number of ports than of hosts');
  return hosts.map((host, index) =>
    present({
      host: host === '' ? undefined : decoded(host),
      port: toPort(given.length === 1 ? given[0] : given[index]),
    }),
  );
}

/** `[::1]:5432` → `::1` and 5432. */
function hostAndPort(text: string): readonly [string, string] {
  const [, ipv6, name = '', port = ''] = /^(?:\[([^\]]*)\]|([^:]*))(?::(.*))?$/.exec(text) ?? [];
  return [ipv6 ?? name, port];
}

function toPort(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new RangeError('has a port that is none');
  return port;
}

function toMilliseconds(seconds: string | undefined): number | undefined {
  if (seconds === undefined) return undefined;
  const value = Number(seconds);
  if (!(value > 0)) throw new RangeError('has a connect_timeout that is no number of seconds');
  return value * 1_000;
}

/** Without one the database is on this machine. */
function isOnThisMachine({ host = '' }: DatabaseServer): boolean {
  return host.startsWith('/') || ['', 'localhost', '127.0.0.1', '::1'].includes(host);
}

function split(text: string, by: string): readonly [string | undefined, string | undefined] {
  const at = text.indexOf(by);
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + by.length)];
}

function decoded(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    throw new RangeError('has a % that stands for nothing: write it as %25');
  }
}
