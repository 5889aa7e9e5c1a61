/** The error catalogue of the wire. docs/protocol.md has the same table; a test compares the two. */

export interface ErrorEntry {
  readonly meaning: string;
  /** May the same request succeed later, unchanged? */
  readonly retryable: boolean;
  readonly remedy: string;
}

export const ERRORS = {
  RETRY_AFTER: {
    meaning: "The cell cannot take this now.",
    retryable: true,
    remedy: "Send the same message again after retry_after_ms.",
  },
  ID_CONFLICT: {
    meaning: "This message id was used before with other content or in another conversation.",
    retryable: false,
    remedy: "Make a new id for new content.",
  },
  ID_FROM_FUTURE: {
    meaning: "The time in the message id is more than 5 minutes ahead of the server.",
    retryable: false,
    remedy: "Correct the clock by the welcome's server time and make a new id.",
  },
  ID_TOO_OLD: {
    meaning: "The time in the message id is more than 7 days behind: whether it was sent before cannot be decided.",
    retryable: false,
    remedy: "Report the outcome as unknown; do not send it again under a new id by itself.",
  },
  ID_INVALID: {
    meaning: "The message id is not a UUIDv7.",
    retryable: false,
    remedy: "Make ids as RFC 9562, section 5.7 says.",
  },
  PEER_INVALID: {
    meaning: "The peer is not a user id, or is the sender.",
    retryable: false,
    remedy: "Name another user, 1 to 64 characters of A-Z a-z 0-9 . _ ~ -.",
  },
  CONVERSATION_MISMATCH: {
    meaning: "The conversation id is not that of the sender and the peer.",
    retryable: false,
    remedy: "Derive it from the two user ids.",
  },
  CONTENT_TOO_LARGE: {
    meaning: "Content is over 64 KiB.",
    retryable: false,
    remedy: "Send large things as media by reference.",
  },
  HEADERS_INVALID: {
    meaning: "Too many device headers, one over 1 KiB, or one for a user outside the conversation.",
    retryable: false,
    remedy: "One header for each device of the two users, 1 KiB at most.",
  },
  CURSOR_INVALID: {
    meaning: "A cursor names a number that was never given out, or a conversation of others.",
    retryable: false,
    remedy: "Report only numbers that were delivered.",
  },
  FETCH_INVALID: {
    meaning: "The fetch names a conversation that this user is not in.",
    retryable: false,
    remedy: "Fetch conversations named by heads or deliver.",
  },
  UNKNOWN_USER: {
    meaning: "No user of this id has ever been placed.",
    retryable: false,
    remedy: "Check the id; the user must have signed in once.",
  },
  NOT_A_MEMBER: {
    meaning: "The sender is not in the conversation.",
    retryable: false,
    remedy: "Join the conversation first.",
  },
  UNKNOWN_GROUP: {
    meaning: "There is no such group.",
    retryable: false,
    remedy: "Check the id; create the group first.",
  },
  GROUP_EXISTS: {
    meaning: "A group of this id was created before.",
    retryable: false,
    remedy: "Make a new id of 128 random bits.",
  },
  NOT_ADMIN: {
    meaning: "Only an admin of the group may do this.",
    retryable: false,
    remedy: "Ask an admin.",
  },
  GROUP_FULL: {
    meaning: "The group would have more than 1024 members.",
    retryable: false,
    remedy: "Remove members first, or use a channel.",
  },
  LAST_ADMIN: {
    meaning: "The group would have no admin.",
    retryable: false,
    remedy: "Make another member admin first, or leave: then the oldest member becomes admin.",
  },
  CHANGE_INVALID: {
    meaning: "The group change does not parse, or names nobody, too many users, or no member.",
    retryable: false,
    remedy: "Name 1 to 256 users of the right grammar; roles can be given to members only.",
  },
  NOT_HOME: {
    meaning: "The sender does not live in the calling cell.",
    retryable: false,
    remedy: "Send from the user's home cell.",
  },
  NOT_AUTHORITY: {
    meaning: "The calling cell does not number this conversation.",
    retryable: false,
    remedy: "Submit the message to the authority without a number.",
  },
  FORGED_KEY: {
    meaning: "The number contradicts what is stored.",
    retryable: false,
    remedy: "None: the calling cell is broken or hostile.",
  },
  EXPIRED: {
    meaning: "The message is older than what is kept.",
    retryable: false,
    remedy: "None: its outcome is unknown.",
  },
  REQUEST_UNKNOWN: {
    meaning: "The cell does not know this kind of request.",
    retryable: false,
    remedy: "Upgrade the cell, or do without.",
  },
  DEVICE_UNKNOWN: {
    meaning: "The user has no such device, or it was revoked.",
    retryable: false,
    remedy: "List the devices again.",
  },
  LAST_DEVICE: {
    meaning: "It is the user's last device.",
    retryable: false,
    remedy: "Set even_last if it is meant.",
  },
  LIST_SIGNATURE_INVALID: {
    meaning: "The device list is not signed by the account key that it names.",
    retryable: false,
    remedy: "Sign the bytes that docs/protocol.md describes.",
  },
  LIST_KEY_FOREIGN: {
    meaning: "The device list is signed by another account key than the user's.",
    retryable: false,
    remedy: "Have the device approved by one that is in the list, or revoke those that are.",
  },
  LIST_VERSION_CONFLICT: {
    meaning: "The device list is not the next version after the present one.",
    retryable: false,
    remedy: "Read the present list, make the change to it, and sign its next version.",
  },
  LIST_REPLAYED: {
    meaning: "The device list is older than the present one.",
    retryable: false,
    remedy: "Read the present list.",
  },
  STALE_DEVICES: {
    meaning: "The message was encrypted to a device list that is no longer the newest of a user in it.",
    retryable: false,
    remedy: "Get the lists of both users, encrypt again, and send it again under the same id.",
  },
  PREKEY_SIGNATURE_INVALID: {
    meaning: "The signed prekey is not signed by the registered identity key of the device.",
    retryable: false,
    remedy: "Register the identity key, and sign the bytes that docs/protocol.md describes.",
  },
  RATE_LIMITED: {
    meaning: "The user asked for too much in too short a time.",
    retryable: true,
    remedy: "Ask again after retry_after_ms.",
  },
  PRIVACY_CONFLICT: {
    meaning: "The privacy settings were changed meanwhile.",
    retryable: false,
    remedy: "Read the present settings, make the change to them, and write them again.",
  },
  PEOPLE_FULL: {
    meaning: "The list would have more than 10,000 users.",
    retryable: false,
    remedy: "Take somebody out first.",
  },
  SETTING_CONFLICT: {
    meaning: "The setting was changed meanwhile.",
    retryable: false,
    remedy: "Get what has changed, merge it, and put it again.",
  },
  SETTINGS_FULL: {
    meaning: "The user would have more than 2,000 settings.",
    retryable: false,
    remedy: "Remove settings that are not needed any more.",
  },
  UNKNOWN_CHANNEL: {
    meaning: "There is no such channel.",
    retryable: false,
    remedy: "Check the id; create the channel first.",
  },
  CHANNEL_EXISTS: {
    meaning: "A channel of this id was created before.",
    retryable: false,
    remedy: "Make a new id of 128 random bits.",
  },
  NOT_POSTER: {
    meaning: "Only the posters of the channel may post, and only its owner and admins may change it.",
    retryable: false,
    remedy: "Ask the owner or an admin for the role.",
  },
  POSTERS_FULL: {
    meaning: "The channel would have more than 100 posters.",
    retryable: false,
    remedy: "Take the role from somebody first.",
  },
  SUBSCRIPTIONS_FULL: {
    meaning: "The user would be subscribed to more than 500 channels.",
    retryable: false,
    remedy: "Unsubscribe from one first.",
  },
  NOT_SUBSCRIBED: {
    meaning: "The user is not subscribed to the channel.",
    retryable: false,
    remedy: "Subscribe first.",
  },
  PUSH_OFF: {
    meaning: "The cell wakes no devices in this way.",
    retryable: false,
    remedy: "Do without, or set spec.push of the Cell.",
  },
  MEDIA_OFF: {
    meaning: "The cell has no object store for media.",
    retryable: false,
    remedy: "Do without media, or set spec.media of the Cell.",
  },
  MEDIA_TOO_LARGE: {
    meaning: "The object is larger than the cell takes.",
    retryable: false,
    remedy: "Send something smaller.",
  },
  MEDIA_QUOTA: {
    meaning: "The user has uploaded as much as one may in 24 hours.",
    retryable: true,
    remedy: "Upload again after retry_after_ms.",
  },
  MEDIA_UNKNOWN: {
    meaning: "The cell holds no such object: never finished, of another cell, or gone with the messages that named it.",
    retryable: false,
    remedy: "Upload it again, or tell the user that it is gone.",
  },
  MEDIA_INCOMPLETE: {
    meaning: "Not every part of the object has arrived.",
    retryable: true,
    remedy: "Ask for a plan again, put what is missing, then finish.",
  },
  UNKNOWN_VERSION: {
    meaning: "No protocol version in common.",
    retryable: false,
    remedy: "Upgrade the client, or the cell.",
  },
  MALFORMED: {
    meaning: "The bytes do not parse, or a required field is missing.",
    retryable: false,
    remedy: "Encode as protocol/proto/cellwire.proto says.",
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;

export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(ERRORS, text);
}
