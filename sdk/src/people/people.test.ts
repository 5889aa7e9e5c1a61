import { wire, type ClientBody } from "@cellwire/protocol";
import { expect, test } from "vitest";
import { ManualClock } from "../../test/manual-clock.ts";
import { ClientError } from "../client-error.ts";
import { Events } from "../events.ts";
import type { RequestBody, ResponseFrame } from "../session/requests.ts";
import { PeopleClient } from "./people.ts";

function setup(answer: (body: RequestBody) => ResponseFrame | ClientError = () => ({})) {
  const clock = new ManualClock();
  const events = new Events();
  const asked: RequestBody[] = [];
  const sent: ClientBody[] = [];
  const people = new PeopleClient({
    clock,
    events,
    send: (frame) => sent.push(frame),
    ask: async (body) => {
      asked.push(body);
      const answered = answer(body);
      if (answered instanceof ClientError) throw answered;
      return answered;
    },
  });
  return { clock, events, asked, sent, people };
}

test("watches are asked for again each minute and with each connection, until they are replaced", async () => {
  const { clock, events, asked, people } = setup();
  await people.presence(["bob", "bob"]);
  await clock.advance(60_000);
  events.emit("connection", { state: "offline" });
  await clock.advance(120_000);
  events.emit("connection", { state: "connected" });
  await clock.settle();
  expect(asked).toEqual(Array.from({ length: 3 }, () => ({ watchPresence: { users: ["bob"] } })));
  await people.presence([]);
  await clock.advance(120_000);
  expect(asked).toHaveLength(3);
});

test("what a later answer says is news, and a failed one is asked again", async () => {
  let failed = false;
  const { clock, events, people } = setup(() => {
    if (failed) return new ClientError("REQUEST_TIMED_OUT");
    return { presences: { presences: [{ user: "bob", online: true }] } };
  });
  const seen: unknown[] = [];
  events.on("presence", (view) => seen.push(view));
  events.on("error", ({ code }) => seen.push(code));
  const bob = { user: "bob", online: true, lastSeenMs: undefined };
  expect(await people.presence(["bob"])).toEqual([bob]);
  expect(seen).toEqual([]);
  failed = true;
  await clock.advance(60_000);
  failed = false;
  await clock.advance(60_000);
  expect(seen).toEqual(["REQUEST_TIMED_OUT", bob]);
});

test("a change of settings is made again on those that another device left", async () => {
  let version = 0;
  const { asked, people } = setup((body) => {
    if (body.getPrivacy) return { privacy: { version, online: wire.Audience.CONTACTS } };
    version += 1;
    return version === 1 ? new ClientError("REQUEST_REFUSED", { reason: "PRIVACY_CONFLICT" }) : {};
  });
  const settings = await people.updateSettings({ readReceipts: false });
  expect(settings).toEqual({ lastSeen: "everyone", online: "contacts", delivered: "everyone", readReceipts: false });
  const written = asked.flatMap(({ updatePrivacy }) => (updatePrivacy ? [updatePrivacy.privacy] : []));
  expect(written).toMatchObject([{ version: 0 }, { version: 1, online: 1, readReceiptsOff: true }]);
});

test("typing is sent once in three seconds for each peer", async () => {
  const { clock, sent, people } = setup();
  for (const peer of ["bob", "bob", "carol"]) people.typing(peer);
  await clock.advance(3_000);
  people.typing("bob");
  expect(sent.map(({ typing }) => typing?.peer)).toEqual(["bob", "carol", "bob"]);
  expect(() => people.typing("not a user")).toThrow(RangeError);
});
