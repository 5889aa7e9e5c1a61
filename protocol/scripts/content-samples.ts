/** Samples of what is inside contents and settings. */

import { KEY, MESSAGE_ID } from "./sample-values.ts";

/** What the content of a message of kind 1 is. */
const GROUP_CHANGES = {
  create: { title: "hex:0102", members: ["bob", "carol"] },
  add: { users: ["bob", "carol"] },
  remove: { users: ["bob"] },
  rename: { title: "hex:0102" },
  role: { user: "bob", role: 1 },
  opened: { previous: KEY },
};

/** What contents and settings are inside, for devices alone. */
const REFERENCE = { messageId: MESSAGE_ID, sender: "alice" };
const CONTENTS = {
  plain: { replyTo: REFERENCE, plain: "hex:00ff10" },
  edit: { quiet: true, edit: { message: REFERENCE, content: "hex:00ff10" } },
  deletion: { quiet: true, deletion: REFERENCE },
  reaction: { quiet: true, reaction: { message: REFERENCE, emoji: "👍" } },
  erased: { erased: {} },
};

export function contentSamples(): { readonly name: string; readonly type: string; readonly value: object }[] {
  return [
    ...Object.entries(GROUP_CHANGES).map(([body, value]) => ({
      name: `GroupChange ${body}`,
      type: "GroupChange",
      value: { [body]: value },
    })),
    ...Object.entries(CONTENTS).map(([body, value]) => ({ name: `Content ${body}`, type: "Content", value })),
    {
      name: "SealedSetting",
      type: "SealedSetting",
      value: { messageId: MESSAGE_ID, device: "phone", content: "hex:0a0b" },
    },
  ];
}
