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
  LINK_CODE_INVALID: "The linking code cannot be used.",
  LIST_INVALID: "A signed device list does not hold.",
  NOT_TRUSTED: "This device is not in the user's signed list, so it can approve no other.",
  KEYS_FAILED: "The keys of this device could not be made or used.",
  SERVER_ERROR: "The server reported an error about this connection.",
  MEDIA_FAILED: "The object store could not be reached, or did not do what it should; an upload can be resumed.",
  MEDIA_CORRUPT: "What the object store has is not what the reference names.",
  SOURCE_CHANGED: "The source is not the one whose upload began.",
  TOO_LATE: "The message is too old to be edited, or to be deleted for everyone.",
  CODEC_FAILED: "The content codec failed.",
  LISTENER_FAILED: "A listener of the application threw.",
} as const;

/** STOPPED, by the close name that is its reason: what the application can do. */
const STOP_REMEDIES: Readonly<Record<string, string>> = {
  REVOKED:
    "This device id is locked out for good. To link this device again, make a client with a new, empty store: it gets a new device id and a new ticket.",
  REPLACED: "The same device is connected elsewhere. Use one client for each store.",
  DEVICE_LIMIT: "The user has as many devices as are allowed. Revoke one that is not used any more.",
  SUSPENDED:
    "The application has suspended this user. Connect again once it has lifted that; what was sent meanwhile waits.",
  VERSION_UNSUPPORTED: "Update @cellwire/sdk.",
};

export type ClientErrorCode = keyof typeof CLIENT_ERRORS;

export class ClientError extends Error {
  override readonly name = "ClientError";
  readonly code: ClientErrorCode;
  /** What the server or the directory said: a code of its catalogue, or a close name. */
  readonly reason: string | undefined;
  /** What the application can do about it, where there is something; also part of the message. */
  readonly remedy: string | undefined;

  constructor(code: ClientErrorCode, options: { readonly reason?: string; readonly cause?: unknown } = {}) {
    const detail = options.reason === undefined ? "" : ` (${options.reason})`;
    const remedy = code === "STOPPED" ? STOP_REMEDIES[options.reason ?? ""] : undefined;
    const message = `${CLIENT_ERRORS[code]}${detail}${remedy === undefined ? "" : ` ${remedy}`}`;
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.reason = options.reason;
    this.remedy = remedy;
  }
}

/** What came out of the store or its writer, as an error of the SDK. */
export function storeError(cause: unknown): ClientError {
  return cause instanceof ClientError ? cause : new ClientError("STORE_FAILED", { cause });
}
