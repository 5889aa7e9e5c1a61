import { CHANNEL_HELP } from "./chat-channels.ts";
import { CONTENT_HELP } from "./chat-contents.ts";
import { DEVICE_HELP } from "./chat-devices.ts";
import { LIST_HELP } from "./chat-list.ts";
import { PEOPLE_HELP } from "./chat-people.ts";

export const HELP = [
  "  /to USER   talk to USER; /to #GROUP talk in GROUP",
  '  /group     create "TITLE" USER…; in a group: add USER…, remove USER…, rename TITLE, admin USER [off], leave, info',
  CHANNEL_HELP,
  CONTENT_HELP,
  LIST_HELP,
  DEVICE_HELP,
  PEOPLE_HELP,
  "  /who       conversations and unread counts",
  "  /file PATH send a file; /save N PATH saves the one that was shown as [file N]",
  "  /quit      leave (so does Ctrl-D)",
  "  Anything else is sent. + it has its place in the conversation, ++ delivered, ✓ read, ! not delivered",
].join("\n");
