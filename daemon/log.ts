/** What the daemon's parts need of a logger; pino provides it. Never pass a secret, a request body or a full URL with a query. */
export interface Log {
  trace(fields: object, message: string): void;
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export const silentLog: Log = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };

/** A logger that adds these fields to each line. */
export function withFields(log: Log, fields: object): Log {
  return {
    trace: (more, message) => log.trace({ ...fields, ...more }, message),
    debug: (more, message) => log.debug({ ...fields, ...more }, message),
    info: (more, message) => log.info({ ...fields, ...more }, message),
    warn: (more, message) => log.warn({ ...fields, ...more }, message),
    error: (more, message) => log.error({ ...fields, ...more }, message),
  };
}
