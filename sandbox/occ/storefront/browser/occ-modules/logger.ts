/** OCC's `ccLogger`. */
export interface Logger {
  debug(...words: readonly unknown[]): void;
  info(...words: readonly unknown[]): void;
  warn(...words: readonly unknown[]): void;
  error(...words: readonly unknown[]): void;
}

export function createLogger(out: Console): Logger {
  return {
    debug: (...words) => {
      out.debug(...words);
    },
    info: (...words) => {
      out.info(...words);
    },
    warn: (...words) => {
      out.warn(...words);
    },
    error: (...words) => {
      out.error(...words);
    },
  };
}
