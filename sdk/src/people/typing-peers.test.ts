import type { UserId } from "@cellwire/protocol";
import { expect, test } from "vitest";
import { ManualClock } from "../../test/manual-clock.ts";
import type { TypingEvent } from "./contract.ts";
import { TypingPeers } from "./typing-peers.ts";

const BOB = "bob" as UserId;

function setup() {
  const clock = new ManualClock();
  const events: TypingEvent[] = [];
  const peers = new TypingPeers({ clock, onChange: (event) => events.push(event) });
  return { clock, events, peers };
}

test("typing ends six seconds after the last word of it, and is told once", async () => {
  const { clock, events, peers } = setup();
  peers.typed(BOB);
  await clock.advance(5_999);
  peers.typed(BOB);
  await clock.advance(5_999);
  expect(events).toEqual([{ peer: BOB, typing: true }]);
  await clock.advance(1);
  expect(events.slice(1)).toEqual([{ peer: BOB, typing: false }]);
});

test("nobody who did not type stops", async () => {
  const { clock, events, peers } = setup();
  peers.stopped(BOB);
  peers.typed(BOB);
  peers.close();
  await clock.advance(10_000);
  expect(events).toEqual([{ peer: BOB, typing: true }]);
});
