/** The directory's error catalogue: every answer but 2xx carries one of these codes in an `ApiError` body. */

import type { ApiError } from "@cellwire/protocol";

interface ErrorEntry {
  /** HTTP status (RFC 9110, section 15). */
  readonly status: number;
  /** May the same request succeed later, unchanged? */
  readonly retryable: boolean;
  readonly meaning: string;
  readonly remedy: string;
}

export const ERRORS = {
  REQUEST_INVALID: {
    status: 400,
    retryable: false,
    meaning: "The request is not what this path takes.",
    remedy: "Correct what the message names.",
  },
  TOKEN_MISSING: {
    status: 401,
    retryable: false,
    meaning: "The request carries no bearer token.",
    remedy: "Send the header `Authorization: Bearer <token>`.",
  },
  USER_TOKEN_INVALID: {
    status: 401,
    retryable: false,
    meaning: "The user token is not a JWT signed with EdDSA whose `sub` is a user id and which has an `exp`.",
    remedy: "Have the application's backend issue a new user token.",
  },
  USER_TOKEN_SIGNATURE_INVALID: {
    status: 401,
    retryable: false,
    meaning: "The user token was not signed by the key that it names.",
    remedy: "Have the application's backend issue a new user token.",
  },
  USER_TOKEN_EXPIRED: {
    status: 401,
    retryable: false,
    meaning: "The user token has expired.",
    remedy: "Get a new user token from the application's backend.",
  },
  USER_TOKEN_KEY_UNKNOWN: {
    status: 401,
    retryable: false,
    meaning: "The user token names no single key that the application publishes.",
    remedy: "Set `kid` in the token's header and publish that key before signing with it.",
  },
  PEER_TOKEN_INVALID: {
    status: 401,
    retryable: false,
    meaning: "The peer token is not a short-lived one for the directory, signed by a registered key of its cell.",
    remedy: "Sign with a key that is registered for the cell, audience cellwire-directory, and mind the clock.",
  },
  PEER_UNKNOWN: {
    status: 401,
    retryable: false,
    meaning: "The peer token's issuer is no registered cell, or one that is retired.",
    remedy: "Register the cell first.",
  },
  ADMIN_TOKEN_INVALID: {
    status: 401,
    retryable: false,
    meaning: "This is not the admin token.",
    remedy: "Use the content of the directory's admin token file.",
  },
  NOT_PERMITTED: {
    status: 403,
    retryable: false,
    meaning: "This is not the calling cell's to ask.",
    remedy: "A cell asks for what lives in it or moves to it; ask as that cell, or with the admin token.",
  },
  UNKNOWN_CELL: {
    status: 404,
    retryable: false,
    meaning: "No cell of this id is registered.",
    remedy: "Register the cell first.",
  },
  UNKNOWN_OPERATION: {
    status: 404,
    retryable: false,
    meaning: "This operation has never changed this thing.",
    remedy: "Check both ids; a request whose answer was lost may still arrive, so repeat it.",
  },
  UNKNOWN_USER: {
    status: 404,
    retryable: false,
    meaning: "No user of this id has ever been placed.",
    remedy: "Check the id; the user must have signed in once.",
  },
  UNKNOWN_THING: {
    status: 404,
    retryable: false,
    meaning: "No group or channel of this id has ever been placed.",
    remedy: "Check the id; its creator's cell must have placed it.",
  },
  ID_TAKEN: {
    status: 409,
    retryable: false,
    meaning: "Another operation has placed a group or channel of this id.",
    remedy: "Draw a new id; repeat a placement with the operation id that it began with.",
  },
  PLACEMENT_CONFLICT: {
    status: 409,
    retryable: false,
    meaning: "The placement is not what this change needs it to be.",
    remedy: "Look the placement and the operation up, and decide anew.",
  },
  GENERATION_CONFLICT: {
    status: 409,
    retryable: false,
    meaning: "The cell is not of the generation that the grant follows.",
    remedy: "Another incarnation of the cell was granted the next one: this one must stop, not ask again.",
  },
  GENERATION_BEHIND: {
    status: 409,
    retryable: false,
    meaning: "The cell is registered with a higher generation.",
    remedy: "An older incarnation of the cell is registering; stop it.",
  },
  KEYS_WITHOUT_OVERLAP: {
    status: 409,
    retryable: false,
    meaning: "The new key set keeps no registered key, or gives a registered key id other key material.",
    remedy:
      "Register the new key beside the old one, and drop the old one in a later registration; or, if the cell is gone for good, register it as RETIRED first and then the new one with a higher generation.",
  },
  REVISION_UNKNOWN: {
    status: 409,
    retryable: false,
    meaning: "No change has this revision yet: the directory went back, from a backup for instance.",
    remedy: "Drop what was cached and start without `after`.",
  },
  USER_ERASED: {
    status: 410,
    retryable: false,
    meaning: "The user of this id was erased.",
    remedy: "Sign in under another id: this one is not given out again.",
  },
  REGISTRATION_CHANGED: {
    status: 412,
    retryable: false,
    meaning: "The cell's registration is not the one that this one follows: somebody else has changed it meanwhile.",
    remedy: "Read it again, and decide anew.",
  },
  BODY_TOO_LARGE: {
    status: 413,
    retryable: false,
    meaning: "The body is over 64 KiB.",
    remedy: "Send less.",
  },
  MEDIA_TYPE_UNSUPPORTED: {
    status: 415,
    retryable: false,
    meaning: "The body is not JSON.",
    remedy: "Send `Content-Type: application/json`.",
  },
  INTERNAL: {
    status: 500,
    retryable: true,
    meaning: "The directory failed.",
    remedy: "Try again later; its log says what happened.",
  },
  NO_CAPACITY: {
    status: 503,
    retryable: true,
    meaning: "No cell takes new users now.",
    remedy: "Register another ACTIVE, schedulable cell, or raise maxUsers of one; then try again.",
  },
  TARGET_UNAVAILABLE: {
    status: 503,
    retryable: true,
    meaning: "The target does not take this: it is not registered, not ACTIVE, cordoned, full, or gone.",
    remedy: "Choose another cell, or try again later.",
  },
  USER_KEYS_UNAVAILABLE: {
    status: 503,
    retryable: true,
    meaning: "The application's key set cannot be fetched.",
    remedy: "Try again later; check that the JWKS URL answers.",
  },
  REGISTRY_UNAVAILABLE: {
    status: 503,
    retryable: true,
    meaning: "The directory's database does not answer.",
    remedy: "Try again later.",
  },
  TIMEOUT: {
    status: 503,
    retryable: true,
    meaning: "The directory did not answer in time.",
    remedy: "Try again later.",
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;

/** A failure with its catalogue code; `message` is shown to the caller, `cause` only to the log. */
export class DirectoryError extends Error {
  override readonly name = "DirectoryError";
  readonly code: ErrorCode;
  readonly status: number;
  readonly retryable: boolean;

  /** `detail` is added to the catalogue's meaning; it must hold no secret. */
  constructor(code: ErrorCode, options: { detail?: string; cause?: unknown } = {}) {
    const entry = ERRORS[code];
    super(options.detail === undefined ? entry.meaning : `${entry.meaning} ${options.detail}`, {
      cause: options.cause,
    });
    this.code = code;
    this.status = entry.status;
    this.retryable = entry.retryable;
  }

  toApiError(): ApiError {
    return { code: this.code, message: this.message, remedy: ERRORS[this.code].remedy };
  }
}
