/** From a `cursors` frame to reports that may be recorded. Pure. */

import type { cellwire } from "@cellwire/protocol";
import { LIMITS } from "@cellwire/protocol";
import { isConversationBytes, parseMark } from "../forward/envelope.ts";
import type { CursorReport } from "../inbox/contract.ts";
import type { SendingDevice } from "./send-check.ts";

export interface CheckedCursors {
  readonly reports: readonly CursorReport[];
  /** Conversations, as they were named, whose cursor is ill formed. */
  readonly refused: readonly Uint8Array[];
}

const NOWHERE = new Uint8Array(0);

/** Whether the numbers exist and the conversation is the user's own is up to the inbox. */
export function checkedCursors(
  cursors: readonly cellwire.v1.Cursor.$Properties[],
  { user, device }: SendingDevice,
): CheckedCursors {
  if (cursors.length > LIMITS.cursorsPerFrameMax) return { reports: [], refused: [NOWHERE] };
  const reports: CursorReport[] = [];
  const refused: Uint8Array[] = [];
  for (const cursor of cursors) {
    const { conversation } = cursor;
    const [delivered, read] = [parseMark(cursor.delivered), parseMark(cursor.read)];
    if (isConversationBytes(conversation) && delivered && read)
      reports.push({ user, device, conversation, delivered, read });
    else refused.push(conversation ?? NOWHERE);
  }
  return { reports, refused };
}
