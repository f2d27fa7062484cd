/** The logger that OCC gives to extensions: winston's methods with syslog's names for its levels. */
export interface HostLogger {
  error(message: unknown, details?: unknown): void;
  warning(message: unknown, details?: unknown): void;
  info(message: unknown, details?: unknown): void;
  debug(message: unknown, details?: unknown): void;
}

/** One JSON line for each entry. `write` gets the line without its end. */
export function createLogger(write: (line: string) => void, now: () => Date): HostLogger {
  const at = (level: string) => (message: unknown, details?: unknown) => {
    const about = typeof details === 'object' && details !== null ? details : { details };
    const said = typeof message === 'object' && message !== null ? message : { message: String(message) };
    write(JSON.stringify({ time: now().toISOString(), level, ...said, ...about }));
  };
  return { error: at('error'), warning: at('warning'), info: at('info'), debug: at('debug') };
}
