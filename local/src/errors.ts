/**
 * What can go wrong on this machine and what the person at the terminal can do about it. Every command prints
 * `message` and `remedy` as one sentence and exits with 1; anything else that is thrown is a bug and keeps its stack.
 */

export type LocalErrorCode =
  | "ALREADY_RUNNING"
  | "BAD_ARGUMENT"
  | "BAD_MANIFEST"
  | "DATA_VERSION"
  | "DEMO_FAILED"
  | "MISSING_BINARY"
  | "NOT_RUNNING"
  | "PORT_TAKEN"
  | "PROCESS_FAILED"
  | "REGISTRATION_FAILED"
  | "UNSUPPORTED_PLATFORM";

export class LocalError extends Error {
  override readonly name = "LocalError";
  readonly code: LocalErrorCode;
  readonly remedy: string;

  constructor(code: LocalErrorCode, text: { message: string; remedy: string; cause?: unknown }) {
    super(text.message, { cause: text.cause });
    this.code = code;
    this.remedy = text.remedy;
  }
}
