import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable, Writable } from "node:stream";
import { parseUserId } from "@cellwire/protocol";
import { textOf } from "@cellwire/sdk";
import { createFakeNetwork, type FakeNetwork } from "@cellwire/sdk/testing";
import { expect, test } from "vitest";
import { TerminalChat, type TerminalChatOptions } from "./terminal-chat.ts";

/** Long enough that a chat which waits for it in vain fails by the test's own limit. */
const NEVER_MS = 3_600_000;

/** alice's chat with bob, fed with `lines` as from a pipe. */
function piped(
  network: FakeNetwork,
  {
    lines,
    ...options
  }: { lines: Iterable<string> | AsyncIterable<string>; peer?: string } & Pick<
    TerminalChatOptions,
    "wanted" | "outcomesMs"
  >,
) {
  const shown: string[] = [];
  const output = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      shown.push(chunk.toString());
      done();
    },
  });
  const chat = new TerminalChat(network.client("alice"), {
    user: parseUserId("alice"),
    outcomesMs: NEVER_MS,
    ...options,
    peer: options.peer === undefined ? undefined : parseUserId(options.peer),
    input: Readable.from(lines),
    output,
  });
  return { run: () => chat.run(), shown: () => shown.join("") };
}

test("every piped line has its place in the conversation before the chat ends", async () => {
  const network = createFakeNetwork();
  const bob = network.client("bob");
  const { run } = piped(network, { lines: ["one\ntwo\n", "three\n"], peer: "bob" });
  expect(await run()).toBe(true);
  await bob.connect(); // linked only now: it reads what the cell has
  const alice = network.client("alice");
  await alice.connect();
  const [conversation] = await alice.conversations();
  expect(conversation?.head).toEqual({ term: 1, n: 3 });
  await Promise.all([alice.close(), bob.close()]);
});

test("a piped line that is refused makes the chat fail, and says why", async () => {
  const { run, shown } = piped(createFakeNetwork(), { lines: ["hello\n"], peer: "nobody" });
  expect(await run()).toBe(false);
  expect(shown()).toContain("a message to nobody was refused (UNKNOWN_USER)");
});

test("a piped line without an answer in time makes the chat fail", async () => {
  const network = createFakeNetwork();
  network.client("bob");
  const lines = function* () {
    network.cut("alice");
    yield "hello\n";
  };
  const { run, shown } = piped(network, { lines: lines(), peer: "bob", outcomesMs: 1 });
  expect(await run()).toBe(false);
  expect(shown()).toContain("1 without an answer");
});

test("a piped line that is for nobody makes the chat fail", async () => {
  const { run, shown } = piped(createFakeNetwork(), { lines: ["hello\n"] });
  expect(await run()).toBe(false);
  expect(shown()).toContain("Whom to?");
});

test("an unknown command is named", async () => {
  const { run, shown } = piped(createFakeNetwork(), { lines: ["/foo bar\n"] });
  expect(await run()).toBe(true);
  expect(shown()).toContain("There is no command /foo\n");
});

test("after /to somebody who cannot be, nothing goes to the peer before", async () => {
  const network = createFakeNetwork();
  network.client("bob");
  const { run, shown } = piped(network, { lines: ["/to b@b\nhello\n"], peer: "bob" });
  expect(await run()).toBe(false);
  expect(shown()).toContain("b@b is no user id");
});

test.each([
  ["another region", "us", true],
  ["the region", "eu", false],
])("a user who lives in %s that was asked for is told so only when they differ", async (_what, region, isTold) => {
  const wanted = { region, cells: [{ cell: "fake", region: "eu" }] };
  const { run, shown } = piped(createFakeNetwork(), { lines: [], wanted });
  await run();
  expect(shown().includes("You live in region eu (cell fake), not in us")).toBe(isTold);
});

test("history of a peer is shown while piped lines wait, and none of them is lost", async () => {
  const network = createFakeNetwork();
  const bob = network.client("bob");
  const received: string[] = [];
  bob.on("message", (message) => received.push(textOf(message)));
  await bob.connect();
  await piped(network, { lines: ["first\n"], peer: "bob" }).run();
  expect(await piped(network, { lines: ["second\nthird\n"], peer: "bob" }).run()).toBe(true);
  await expect.poll(() => received).toEqual(["first", "second", "third"]);
  await bob.close();
});

test("a file is sent, shown with a number, and saved as it was", async () => {
  const network = createFakeNetwork();
  const bob = network.client("bob");
  const directory = mkdtempSync(path.join(tmpdir(), "cellwire-chat-"));
  const [file, copy] = [path.join(directory, "a name.bin"), path.join(directory, "copy.bin")];
  const content = randomBytes(100_000);
  writeFileSync(file, content);
  const lines = async function* () {
    yield `/file ${file}\n`;
    await expect.poll(shown).toContain("[file 1] a name.bin, 100000 bytes");
    yield `/save 1 ${copy}\n/save 2 ${copy}\n/file ${directory}/nothing\n`;
  };
  const { run, shown } = piped(network, { lines: lines(), peer: "bob" });
  expect(await run()).toBe(false); // of what is not there
  expect(readFileSync(copy).equals(content)).toBe(true);
  expect(shown()).toContain("100000 bytes saved");
  expect(shown()).toContain("! not saved: no file 2 was shown");
  expect(readdirSync(directory).toSorted()).toEqual(["a name.bin", "copy.bin"]);
  rmSync(directory, { recursive: true });
  await bob.close();
});
