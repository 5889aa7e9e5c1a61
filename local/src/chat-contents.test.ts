import { Readable, Writable } from "node:stream";
import { parseUserId } from "@cellwire/protocol";
import { createMemoryStore, textOf, type Client } from "@cellwire/sdk";
import { createFakeNetwork } from "@cellwire/sdk/testing";
import { expect, test } from "vitest";
import { TerminalChat } from "./terminal-chat.ts";

/** alice's chat with bob. After each line it waits until `isThere`, seen by another device of hers. */
async function chat(lines: readonly string[], isThere: (watcher: Client) => Promise<boolean>) {
  const network = createFakeNetwork();
  const [bob, watcher] = [network.client("bob"), network.client("alice")];
  await Promise.all([bob.connect(), watcher.connect()]);
  const shown: string[] = [];
  const output = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      shown.push(chunk.toString());
      done();
    },
  });
  const input = async function* () {
    for (const line of lines) {
      const arrived = next(watcher);
      yield `${line}\n`;
      await arrived;
    }
    while (!(await isThere(watcher))) await next(watcher);
  };
  const client = network.client("alice", { store: createMemoryStore() });
  const options = { user: parseUserId("alice"), peer: parseUserId("bob"), input: Readable.from(input()), output };
  const isTaken = await new TerminalChat(client, options).run();
  const items = await watcher.timeline("bob");
  const list = await watcher.chats.list({ archived: lines.includes("/archive") });
  await Promise.all([bob.close(), watcher.close()]);
  return { isTaken, shown: shown.join(""), items, list };
}

/** Something of the conversation or of the list came. */
function next(client: Client): Promise<void> {
  return new Promise((resolve) => {
    client.on("message", () => resolve());
    client.on("changed", () => resolve());
    client.on("chats-changed", () => resolve());
  });
}

test("replies, edits, reactions and deletions go to the messages that are counted back", async () => {
  const lines = ["one", "two", "/reply ^2 to one", "/edit ^2 Two", "/react 👍", "/delete ^3"];
  const { isTaken, shown, items } = await chat(lines, async (client) => (await client.timeline("bob"))[0]!.isDeleted);
  expect(isTaken).toBe(true);
  expect(items.map(textOf)).toEqual(["", "Two", "to one"]);
  expect(items[2]!.replyTo?.messageId).toBe(items[0]!.messageId);
  expect(items[2]!.reactions).toEqual([{ user: "alice", emoji: "👍" }]);
  expect(shown).toContain('[to "one"] to one');
  expect(shown).toContain('[edited "two"] Two');
  expect(shown).toContain('👍 [to "to one"]');
  expect(shown).toContain('[deleted "one"]');
});

test("a message that is not there is said to be none", async () => {
  const { isTaken, shown } = await chat(["one", "/draft x"], async () => true);
  expect(isTaken).toBe(true);
  expect(shown).toContain("kept as a draft");
  const network = createFakeNetwork();
  network.client("bob");
  const written: string[] = [];
  const output = new Writable({ write: (chunk: Buffer, _encoding, done) => (written.push(chunk.toString()), done()) });
  const input = Readable.from(["/edit no\n/react 👍\n/mute 5 minutes\n"]);
  const options = { user: parseUserId("alice"), peer: parseUserId("bob"), input, output };
  expect(await new TerminalChat(network.client("alice"), options).run()).toBe(false);
  expect(written.join("")).toContain("there is no own message ^1 here");
  expect(written.join("")).toContain("muted for how long?");
});

test("the chat is muted, pinned and archived, with its draft, for all devices", async () => {
  const lines = ["hello", "/mute 8h", "/pin 2", "/draft to be continued", "/unread", "/archive"];
  const { shown, list } = await chat(lines, async (client) => {
    const [one] = await client.chats.list({ archived: true });
    return one?.draft !== undefined && one.isMarkedUnread;
  });
  expect(list).toMatchObject([{ pin: 2, draft: { text: "to be continued" }, isMarkedUnread: true, isArchived: true }]);
  expect(list[0]!.mutedUntilMs).toBeGreaterThan(Date.now());
  expect(shown).toContain("archived");
});
