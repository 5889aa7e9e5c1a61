import { expect, test } from "vitest";
import { parseUserId } from "@cellwire/protocol";
import type { HistoryEvent } from "./history.ts";
import { tell } from "./story.ts";
import { longestWaitMs } from "./waits.ts";

/** What phone (alice) and desk (bob) record, each step ten milliseconds after the one before. */
function history(steps: string): HistoryEvent[] {
  return tell(steps).map((event, index) => ({ ...event, at: index * 10 }));
}

const [first] = history("phone sends p1");
const alice = first!.user;

test("is that of the slowest message of those users, from its first writing on", () => {
  const events = history(
    "phone sends p1, desk sends d1, phone sends p2, phone sends p1, phone acked p2@1, phone acked p1@2",
  );
  expect(longestWaitMs(events, [alice])).toBe(50);
  expect(longestWaitMs(events, [parseUserId("bob")])).toBe(0);
});

test("ends with the first sign that the message is safe", () => {
  const placed = history("phone sends p1, phone acked p1, phone acked p1@1").map((event) =>
    event.type === "acknowledged" && event.key ? { ...event, type: "sequenced" as const, key: event.key } : event,
  );
  expect(longestWaitMs(placed, [alice])).toBe(10);
  expect(longestWaitMs([placed[0]!, placed[2]!], [alice])).toBe(20);
});

test("is nothing without an acknowledgement", () => {
  expect(longestWaitMs(history("phone sends p1"), [alice])).toBe(0);
});
