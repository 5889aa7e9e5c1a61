import { withoutSecrets } from "./log-secrets.ts";

/** What a log line says about an error: never its other properties, which may hold rows, arguments or requests. */
export interface LoggedError {
  readonly name: string;
  readonly code?: string | number;
  readonly message: string;
  readonly stack?: string;
  readonly cause?: LoggedError;
}

const CAUSES_MAX = 3;
const STACK_LENGTH_MAX = 4096;

/** `error` and up to three of its causes. */
export function serialiseError(error: Error, causesLeft: number = CAUSES_MAX): LoggedError {
  const { code, cause, stack } = error as Error & { code?: unknown };
  return {
    name: error.name,
    ...(typeof code === "string" || typeof code === "number" ? { code } : {}),
    message: withoutSecrets(error.message),
    ...(stack === undefined ? {} : { stack: withoutSecrets(stackFrames(stack), STACK_LENGTH_MAX) }),
    ...(cause instanceof Error && causesLeft > 0 ? { cause: serialiseError(cause, causesLeft - 1) } : {}),
  };
}

/** Only the frames: the head of a stack repeats the whole message, however long it is. */
function stackFrames(stack: string): string {
  return stack
    .split("\n")
    .filter((line) => line.startsWith("    at "))
    .join("\n");
}
