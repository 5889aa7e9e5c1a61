import { pino, type DestinationStream, type Logger as PinoLogger } from "pino";
import { keepAllowedFields } from "./log-fields.ts";

export const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export type LogFields = Record<string, unknown>;

/** The message is a constant; everything that varies is a field. There is no interpolation on purpose. */
export interface LogMethod {
  (message: string): void;
  (fields: LogFields, message: string): void;
}

/**
 * A structured logger that cannot carry payloads: a field passes only when its name is on the allow-list of
 * log-fields.ts and its value is a scalar, a short list of scalars, or an error (as `err`). The names of what was
 * dropped are in `droppedFields`.
 */
export interface Logger {
  readonly fatal: LogMethod;
  readonly error: LogMethod;
  readonly warn: LogMethod;
  readonly info: LogMethod;
  readonly debug: LogMethod;
  readonly trace: LogMethod;
  /** The same logger with these fields on each line; they pass the same allow-list. */
  child(fields: LogFields): Logger;
}

/**
 * One JSON object a line, to standard output unless `destination` says otherwise. Writes are synchronous: the last
 * words of a dying process must come out.
 */
export function createLogger(options: { service: string; level: LogLevel; destination?: DestinationStream }): Logger {
  const settings = {
    level: options.level,
    base: { service: options.service, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: {
      level: (label: string) => ({ level: label }),
      log: keepAllowedFields,
    },
    // keepAllowedFields has serialised errors already; the serialiser of pino would add to them.
    serializers: { err: (logged: unknown) => logged },
  };
  return wrap(pino(settings, options.destination ?? pino.destination({ dest: 1, sync: true })));
}

/** Says nothing; for tests. */
export const silentLogger: Logger = createLogger({
  service: "silent",
  level: "silent",
  destination: { write: () => undefined },
});

/** pino lets the fields of a child pass unfiltered, hence the own `child`. */
function wrap(inner: PinoLogger): Logger {
  return {
    fatal: inner.fatal.bind(inner),
    error: inner.error.bind(inner),
    warn: inner.warn.bind(inner),
    info: inner.info.bind(inner),
    debug: inner.debug.bind(inner),
    trace: inner.trace.bind(inner),
    child: (fields) => wrap(inner.child(keepAllowedFields(fields))),
  };
}
