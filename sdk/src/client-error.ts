/** Errors of the SDK. Those of the server keep the code of the protocol's catalogue. */

export const CLIENT_ERRORS = {
  CLOSED: "The client was closed.",
  STOPPED: "The server said not to come back.",
  STORE_FAILED: "The local store could not be read or written.",
  OUTBOX_FULL: "Too many messages wait to be accepted.",
  DIRECTORY_FAILED: "The directory gave no ticket.",
  USER_TOKEN_INVALID: "The user token is not a JWT with a user id in its sub claim.",
  USER_CHANGED: "The store belongs to another user than the user token.",
  BAD_SERVER_FRAME: "The server sent something that does not parse.",
  REQUEST_REFUSED: "The server refused the request.",
  REQUEST_TIMED_OUT: "The request got no answer in time; it may be repeated.",
  SERVER_ERROR: "The server reported an error about this connection.",
  CODEC_FAILED: "The content codec failed.",
  LISTENER_FAILED: "A listener of the application threw.",
} as const;

export type ClientErrorCode = keyof typeof CLIENT_ERRORS;

export class ClientError extends Error {
  override readonly name = "ClientError";
  readonly code: ClientErrorCode;
  /** What the server or the directory said: a code of its catalogue, or a close name. */
  readonly reason: string | undefined;

  constructor(code: ClientErrorCode, options: { readonly reason?: string; readonly cause?: unknown } = {}) {
    const detail = options.reason === undefined ? "" : ` (${options.reason})`;
    super(`${CLIENT_ERRORS[code]}${detail}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.reason = options.reason;
  }
}

/** What came out of the store or its writer, as an error of the SDK. */
export function storeError(cause: unknown): ClientError {
  return cause instanceof ClientError ? cause : new ClientError("STORE_FAILED", { cause });
}
