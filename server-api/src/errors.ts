/** The error catalogue of the server API: every answer but 2xx has one of these codes in an `ApiError` body. */

import type { ApiError } from "@cellwire/protocol";

interface ErrorEntry {
  /** HTTP status (RFC 9110, section 15). */
  readonly status: number;
  readonly meaning: string;
  readonly remedy: string;
}

export const SERVER_ERRORS = {
  REQUEST_INVALID: {
    status: 400,
    meaning: "The request is not what this path takes.",
    remedy: "Correct what the message names.",
  },
  KEY_INVALID: {
    status: 400,
    meaning: "The header Idempotency-Key is missing, is no UUIDv7, or its time is too far from now.",
    remedy: "Make a UUIDv7 when the change is first wanted, and repeat the request with the same one for up to 7 days.",
  },
  TOKEN_MISSING: {
    status: 401,
    meaning: "The request carries no bearer token.",
    remedy: "Send the header Authorization: Bearer <token>.",
  },
  SERVER_TOKEN_INVALID: {
    status: 401,
    meaning: "The token does not hold here: signature, audience, type, or its time.",
    remedy: "Sign a JWT as docs/server-api.md says; for a cell the audience is cellwire-server:<cell>.",
  },
  SCOPE_MISSING: {
    status: 403,
    meaning: "The token does not have the scope that this needs.",
    remedy: "Issue a token with the scope that the message names.",
  },
  NOT_SYSTEM_USER: {
    status: 403,
    meaning: "Only a system user can send by this API: its id begins with `system.`.",
    remedy: "Send as a system user; what people write, their devices send.",
  },
  UNKNOWN_USER: {
    status: 404,
    meaning: "No user of this id has ever been placed, or it was erased.",
    remedy: "Check the id; the user must have signed in once.",
  },
  UNKNOWN_ERASURE: {
    status: 404,
    meaning: "There is no erasure of this operation id.",
    remedy: "Use the Idempotency-Key that the erasure was asked for with.",
  },
  NOT_A_MEMBER: {
    status: 404,
    meaning: "The actor is not in the group, or there is no such group.",
    remedy: "Act as a member of the group.",
  },
  NOT_HOME: {
    status: 409,
    meaning: "The user does not live in this cell.",
    remedy: "Ask the directory, which finds the user's home; repeat the request.",
  },
  KEY_REUSED: {
    status: 409,
    meaning: "The Idempotency-Key was used for another request.",
    remedy: "Make a new key for a new change.",
  },
  USER_MOVING: {
    status: 409,
    meaning: "The user is moving to another cell.",
    remedy: "Repeat the request in a minute.",
  },
  USER_ERASED: {
    status: 410,
    meaning: "The user of this id was erased; the id is not given out again.",
    remedy: "Use another id.",
  },
  RETRY_AFTER: {
    status: 503,
    meaning: "It cannot be done now.",
    remedy: "Repeat the request, with the same Idempotency-Key, after Retry-After seconds.",
  },
  HOME_UNAVAILABLE: {
    status: 503,
    meaning: "The user's home cell does not answer.",
    remedy: "Repeat the request, with the same Idempotency-Key, after Retry-After seconds.",
  },
  INTERNAL: {
    status: 500,
    meaning: "The server failed.",
    remedy: "Repeat the request, with the same Idempotency-Key; the log says what happened.",
  },
} as const satisfies Record<string, ErrorEntry>;

export type ServerErrorCode = keyof typeof SERVER_ERRORS;

/** `detail` is added to the meaning and shown to the caller; `cause` goes to the log alone. */
export class ServerApiError extends Error {
  override readonly name = "ServerApiError";
  readonly code: ServerErrorCode;
  readonly status: number;

  constructor(code: ServerErrorCode, options: { detail?: string; cause?: unknown } = {}) {
    const { status, meaning } = SERVER_ERRORS[code];
    super(options.detail === undefined ? meaning : `${meaning} ${options.detail}`, { cause: options.cause });
    this.code = code;
    this.status = status;
  }

  toApiError(): ApiError {
    return { code: this.code, message: this.message, remedy: SERVER_ERRORS[this.code].remedy };
  }
}
