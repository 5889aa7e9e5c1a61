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

/** What of a chat is about the group, without the times. */
function aboutGroups(shown: string): string[] {
  const lines = shown.split("\n").filter((line) => line.includes("#") && !line.startsWith("  /"));
  return lines.map((line) => line.replace(/^\d\d:\d\d /, ""));
}

test("a group is created, talked in, changed and left, each shown as one line", async () => {
  const network = createFakeNetwork();
  const bob = network.client("bob");
  network.client("carol");
  await bob.connect();
  const lines = async function* () {
    yield '/group create "Two words" bob\nhello\n/group add carol\n/group admin bob\n/group admin bob off\n';
    yield "/group remove carol\n/group rename One\n";
    await expect.poll(shown).toContain("renamed");
    yield "/group info\n/group leave\n";
    await expect.poll(shown).toContain("alice left");
  };
  const { run, shown } = piped(network, { lines: lines() });
  expect(await run()).toBe(true);
  const { group: id } = (await bob.conversations())[0]!;
  expect(aboutGroups(shown()).filter((line) => !line.includes(id!))).toEqual([
    '#Two words alice created "Two words" with bob',
    "#Two words alice: hello +",
    "#Two words alice added carol",
    "#Two words alice made bob an admin",
    "#Two words alice took the admin role from bob",
    "#Two words alice removed carol",
    '#One alice renamed the group to "One"',
    "#One alice left",
  ]);
  expect(shown()).toContain(`  One  #${id}\n    alice (admin)\n    bob\n`);
  await bob.close();
});

test("messages of a group that somebody was added to are shown with its title", async () => {
  const network = createFakeNetwork();
  const [bob] = [network.client("bob"), network.client("alice")];
  await bob.connect();
  const lines = async function* () {
    const { group } = await bob.createGroup({ title: "Bob's\u0007", members: [] });
    await bob.addMembers(group, ["alice"]);
    await bob.send({ group }, "welcome");
    await expect.poll(shown).toContain("welcome");
    yield `/to #${group}\nthank you\n`;
    await expect.poll(shown).toContain("thank you");
  };
  const { run, shown } = piped(network, { lines: lines() });
  expect(await run()).toBe(true);
  expect(aboutGroups(shown())).toEqual([
    "#Bob's\uFFFD bob added alice",
    "#Bob's\uFFFD bob: welcome",
    // Again, as what was said before.
    "#Bob's\uFFFD bob added alice",
    "#Bob's\uFFFD bob: welcome",
    "#Bob's\uFFFD alice: thank you +",
  ]);
  await bob.close();
});

test("a group is never taken for a user who is called so, nor for one of several", async () => {
  const network = createFakeNetwork();
  const bob = network.client("bob");
  const received: string[] = [];
  bob.on("message", (message) => received.push(textOf(message)));
  await bob.connect();
  const lines = ["/group create bob\n/to bob\nfor bob alone\n", "/group create bob\n/to #bob\n", "for nobody\n"];
  const { run, shown } = piped(network, { lines });
  expect(await run()).toBe(false);
  await expect.poll(() => received).toEqual(["for bob alone"]);
  expect(shown()).toContain("Several groups are called so");
  expect(shown()).toContain("Whom to?");
  await bob.close();
});

test("a group command that cannot be makes the chat fail, and says why", async () => {
  const network = createFakeNetwork();
  const { run, shown } = piped(network, { lines: ["/group leave\n", "/group create X nobody\n"] });
  expect(await run()).toBe(false);
  expect(shown()).toContain("in which group?");
  expect(shown()).toContain("a change of #X was refused (UNKNOWN_USER)");
  expect(shown()).toContain("2 not sent, refused");
});

test("devices are listed, named, approved by their code and revoked", async () => {
  const network = createFakeNetwork();
  const phone = network.client("alice");
  await phone.connect();
  await expect.poll(async () => (await phone.devices())[0]?.signed).toBe(true);
  const lines = async function* () {
    yield "/link\n";
    await expect.poll(() => chat.shown()).toMatch(/^\/link cellwire-link:/m);
    const [code = ""] = /cellwire-link:\S+/.exec(chat.shown())!;
    await expect
      .poll(() =>
        phone.keys.linkDevice(code).then(
          () => true,
          () => false,
        ),
      )
      .toBe(true);
    yield `/name ${phone.device} "the phone"\n/devices\n/revoke ${phone.device}\n/revoke nothing\n/devices\n`;
  };
  const chat = piped(network, { lines: lines() });
  expect(await chat.run()).toBe(false);
  expect(chat.shown()).toMatch(/ {2}the phone {2}signed {2}since /);
  expect(chat.shown()).toMatch(/no name {2}this one, signed {2}since /);
  expect(chat.shown()).toContain("DEVICE_UNKNOWN");
  expect(phone.connection).toBe("stopped");
  await phone.close();
});
