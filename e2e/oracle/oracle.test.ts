import { describe, expect, test } from "vitest";
import type { HistoryEvent } from "./history.ts";
import type { RuleName } from "./oracle.ts";
import { judge, RULES } from "./oracle.ts";
import { noteNamed, tell } from "./story.ts";

/** p1 and p2 go from phone to bob and stand at 1 and 2, d1 is an answer. */
const SENT = "phone sends p1, phone acked p1@1";
const BOTH_SENT = "phone sends p1, phone sends p2, phone acked p1@1, phone acked p2@2";
const GOT = "tablet gets p1@1, desk gets p1@1";
const BOTH_GOT = `${GOT}, tablet gets p2@2, desk gets p2@2`;
const ANSWERED = "desk sends d1, desk acked d1@2";

/** A group of alice and bob, which carol joins and leaves at 2 and 3. */
const MADE = "phone creates P1 bob, phone acked P1@1, tablet gets P1@1, desk gets P1@1";
const JOINED = "phone adds P2 carol, phone acked P2@2, tablet gets P2@2, desk gets P2@2, street gets P2@2";
const LEFT = "phone removes P3 carol, phone acked P3@3, tablet gets P3@3, desk gets P3@3, street gets P3@3";
const WITHOUT = "phone sends P4, phone acked P4@4, tablet gets P4@4, desk gets P4@4";
/** The end of the run is 1: p2 lost its place, and has another one in term 3. */
const CLOSED = "phone opens 1>3, tablet opens 1>3, desk opens 1>3";
const PLACED_AGAIN = "phone acked p2@3.2, tablet moves p2@3.2 2, desk moves p2@3.2 2";
const BACK = "phone adds P5 carol, phone acked P5@5, tablet gets P5@5, desk gets P5@5, street gets P5@5";

/** phone, tablet and desk are there from first to last; `patch` changes the step before the last three. */
function history(steps: string, patch: object = {}): HistoryEvent[] {
  const events = tell(`phone links, tablet links, desk links, ${steps}, phone ends, tablet ends, desk ends`);
  Object.assign(events.at(-4)!, patch);
  return events;
}

const broken: [RuleName, string, string, object?][] = [
  ["nothing-missing", "an acknowledged message without a place reaches nobody", "phone sends p1, phone acked p1"],
  ["nothing-missing", "the recipient lacks a message", `${SENT}, tablet gets p1@1`],
  ["nothing-missing", "the sender's other device lacks a message", `${SENT}, desk gets p1@1`],
  ["nothing-missing", "one device lacks what another has, never acknowledged", "phone sends p1, desk gets p1@1"],
  ["nothing-missing", "a skip covers another number", `${BOTH_SENT}, ${GOT}, desk gets p2@2, tablet skips 1`],
  ["nothing-missing", "unknown does not undo acknowledged", "phone sends p1, phone acked p1, phone unknown p1"],
  ["nothing-twice", "a message is handed out again", `${SENT}, ${GOT}, desk gets p1@1`],
  ["nothing-twice", "again, after a newer one", `${BOTH_SENT}, ${BOTH_GOT}, desk gets p1@1`],
  ["one-key", "a message stands at two keys", `${SENT}, tablet gets p1@1, desk gets p1@2`],
  ["one-key", "two messages stand at one key", `${SENT}, phone sends p2, ${GOT}, tablet gets p2@1, desk gets p2@1`],
  [
    "one-key",
    "a closed place is given out again",
    `${BOTH_SENT}, ${BOTH_GOT}, ${CLOSED}, phone sends p3, tablet gets p3@2, desk gets p3@2`,
  ],
  [
    "one-key",
    "a message has two places of which none was closed",
    `${BOTH_SENT}, ${BOTH_GOT}, phone acked p2@3, tablet moves p2@3 2`,
  ],
  [
    "nothing-missing",
    "what lost its place came again on one device alone",
    `${BOTH_SENT}, ${GOT}, ${CLOSED}, phone acked p2@3.2, desk gets p2@3.2`,
  ],
  [
    "nothing-twice",
    "what lost its place is handed out again",
    `${BOTH_SENT}, ${BOTH_GOT}, ${CLOSED}, desk gets p2@3.2`,
  ],
  [
    "nothing-twice",
    "what never was there is moved",
    `${BOTH_SENT}, ${GOT}, tablet gets p2@2, ${CLOSED}, ${PLACED_AGAIN}`,
  ],
  [
    "sender-order",
    "what lost its place overtakes",
    `${BOTH_SENT}, ${BOTH_GOT}, phone opens 0>3, phone acked p2@3.2, phone acked p1@3.3`,
  ],
  ["delivery-order", "the second comes first", `${BOTH_SENT}, tablet gets p2@2, desk gets p2@2, ${GOT}`],
  ["sender-order", "the second overtakes the first", `phone sends p2, phone sends p1, ${BOTH_GOT}`],
  ["no-gap", "a number was given to nothing", `${SENT}, phone sends p2, ${GOT}, tablet gets p2@3, desk gets p2@3`],
  ["no-gap", "the first number was given to nothing", "phone sends p1, tablet gets p1@2, desk gets p1@2"],
  ["receipts", "delivered before it was", `${SENT}, phone told bob 1/0, ${GOT}`],
  [
    "receipts",
    "delivered beyond a hole, by the recipient's own message",
    `${SENT}, ${ANSWERED}, phone told bob 2/0, ${GOT}, phone gets d1@2, tablet gets d1@2`,
  ],
  ["receipts", "read before the application marked it", `${SENT}, ${GOT}, phone told bob 1/1, desk reads 1`],
  [
    "receipts",
    "who is added has read the change before it was read",
    `street links, ${MADE}, ${JOINED}, street hears carol 0/2, street ends`,
  ],
  ["receipts", "a number that never was", `${SENT}, ${GOT}, phone told bob 2/0`],
  ["content", "other content", `${SENT}, ${GOT}`, { contentHash: "other" }],
  ["content", "another sender", `${SENT}, ${GOT}`, { senderDevice: "tablet" }],
  ["content", "another conversation", `${SENT}, ${GOT}`, { conversation: "other" }],
  ["content", "a message that nobody sent", "desk gets p1@1"],
  ["content", "a message for others", `street links, ${SENT}, ${GOT}, street gets p1@1, street ends`],
  ["outcome", "refused, but delivered", `${SENT}, ${GOT}, phone refused p1`],
  ["nothing-missing", "a member lacks a message", `${MADE}, phone sends P2, phone acked P2@2, tablet gets P2@2`],
  ["nothing-missing", "a member lacks one without a place", `${MADE}, phone sends P2, phone acked P2`],
  [
    "nothing-missing",
    "a member is called none",
    `${MADE}, phone sends P2, phone acked P2@2, tablet gets P2@2, desk skips G2`,
  ],
  [
    "nothing-missing",
    "an added member lacks the change",
    `street links, ${MADE}, ${JOINED.replace(", street gets P2@2", "")}, street ends`,
  ],
  [
    "nothing-missing",
    "a removed member lacks the change",
    `street links, ${MADE}, ${JOINED}, ${LEFT.replace(", street gets P3@3", "")}, street ends`,
  ],
  [
    "no-gap",
    "what is not for an outsider is no number",
    `street links, ${MADE}, street skips G2, phone sends P3, tablet gets P3@3, desk gets P3@3, street ends`,
  ],
  [
    "one-key",
    "two members see two orders",
    `${MADE}, phone sends P2, desk sends D1, tablet gets P2@2, tablet gets D1@3, phone gets D1@2, desk gets P2@3`,
  ],
  [
    "members-only",
    "a message from before",
    `street links, ${MADE}, phone sends P4, tablet gets P4@2, desk gets P4@2, street gets P4@2, ${JOINED.replaceAll("@2", "@3")}, street ends`,
  ],
  [
    "members-only",
    "a message from after",
    `street links, ${MADE}, ${JOINED}, ${LEFT}, ${WITHOUT}, street gets P4@4, street ends`,
  ],
  [
    "members-only",
    "a message from between two stays",
    `street links, ${MADE}, ${JOINED}, ${LEFT}, ${WITHOUT}, street gets P4@4, ${BACK}, street ends`,
  ],
  [
    "permitted",
    "an outsider writes",
    `street links, ${MADE}, street sends S1, phone gets S1@2, tablet gets S1@2, desk gets S1@2, street ends`,
  ],
  ["permitted", "a member changes the group", `${MADE}, desk adds D1 carol, phone gets D1@2, tablet gets D1@2`],
  ["permitted", "a member is refused as none", `${MADE}, desk sends D1, desk refused D1`],
  ["outcome", "one id for two contents", `${SENT}, ${GOT}, phone sends p1`, { contentHash: "other" }],
];

describe("a broken promise is caught by its rule alone", () => {
  test.each(broken)("%s: %s", (...[rule, , steps, patch]) => {
    const { violations } = judge(history(steps, patch));
    expect(new Set(violations.map((violation) => violation.rule))).toEqual(new Set([rule]));
  });

  test("every rule has a planted history", () => {
    expect(new Set(broken.map(([rule]) => rule))).toEqual(new Set(Object.keys(RULES)));
  });
});

const TOLD_IN_TIME = "phone told bob 1/0, desk reads 1, phone told bob 1/1";
const OPENED = "tablet skips 2.1, tablet gets p2@2.2, desk skips 2.1, desk gets p2@2.2, phone told bob 2.2/0";
const LINKED_LATER = "laptop links, phone sends p2, laptop gets p2@2, phone told bob 2/0, laptop ends";

describe("a kept promise passes", () => {
  test.each([
    ["delivered and read, each told in time", `${SENT}, ${GOT}, ${TOLD_IN_TIME}`],
    ["the sending device is handed its own message too", `${SENT}, ${GOT}, phone gets p1@1`],
    ["accepted, then refused", "phone sends p1, phone acked p1, phone refused p1"],
    ["a device is told what it misses", `${SENT}, desk gets p1@1, tablet skips 1`],
    ["an unknown message that arrived", `phone sends p1, phone unknown p1, ${GOT}`],
    ["an unknown message that did not", "phone sends p1, phone unknown p1"],
    ["one id sent and acknowledged again, alike", `${SENT}, ${SENT}, ${GOT}`],
    [
      "an own message counts once the hole before it is filled",
      `${SENT}, ${ANSWERED}, ${GOT}, phone told bob 2/0, tablet gets d1@2, phone gets d1@2`,
    ],
    ["a new term opens with a number of its own", `${SENT}, ${GOT}, phone sends p2, ${OPENED}`],
    ["what lost its place gets another one", `${BOTH_SENT}, ${BOTH_GOT}, ${CLOSED}, ${PLACED_AGAIN}`],
    [
      "what lost its place reaches those who had not had it",
      `${BOTH_SENT}, ${GOT}, tablet gets p2@2, ${CLOSED}, phone acked p2@3.2, tablet moves p2@3.2 2, desk gets p2@3.2`,
    ],
    ["a device linked later starts at the head", `${SENT}, ${GOT}, ${LINKED_LATER}, tablet gets p2@2, desk gets p2@2`],
    [
      "a member who comes back",
      `street links, ${MADE}, ${JOINED}, ${LEFT}, ${WITHOUT}, street skips G4, ${BACK}, street ends`,
    ],
    ["who is added has read what was before", `street links, ${MADE}, ${JOINED}, street hears carol 0/1, street ends`],
    ["an outsider is refused", `street links, ${MADE}, street sends S1, street refused S1, street ends`],
    [
      "the next admin",
      `${MADE}, phone removes P2 alice, phone acked P2@2, tablet gets P2@2, desk gets P2@2, desk adds D1 carol, desk acked D1@3`,
    ],
    [
      "an admin made",
      `${MADE}, phone promotes P2 bob, tablet gets P2@2, desk gets P2@2, desk adds D1 carol, phone gets D1@3, tablet gets D1@3`,
    ],
  ])("%s", (_, steps) => expect(judge(history(steps)).violations).toEqual([]));

  test("a message under a new id keeps its place among those sent", () => {
    const { messageId: former } = noteNamed("p1");
    const steps = "phone sends p1, phone sends p2, phone refused p1, tablet gets p3@1, desk gets p3@1";
    const events = history(`${steps}, tablet gets p2@2, desk gets p2@2, phone sends p3`, { former });
    expect(judge(events).violations).toEqual([]);
  });

  test("a device that never caught up is owed nothing and is named", () => {
    const verdict = judge(tell(`phone links, desk links, ${SENT}, phone ends, desk ends behind`));
    expect(verdict).toMatchObject({ violations: [], unjudged: ["bob/desk"], counts: { owed: 1 } });
  });

  test("a receipt may be early by the tolerance", () => {
    const early = history(`${SENT}, phone told bob 1/0, ${GOT}`);
    expect(judge(early, { toleranceMs: 2 }).violations).toEqual([]);
    expect(judge(early, { toleranceMs: 1 }).violations).toHaveLength(1);
  });
});

test("a device linked between send and place is owed the message, once it holds a lower number", () => {
  const steps = `phone sends p1, phone sends p2, laptop links, ${BOTH_GOT}, laptop gets p1@1, laptop ends`;
  const lost = { rule: "nothing-missing", messages: [noteNamed("p2").messageId], devices: ["bob/laptop"] };
  expect(judge(history(steps)).violations).toMatchObject([lost]);
});

test("every message is counted under every heading that fits", () => {
  const steps = `${SENT}, ${GOT}, desk gets p1@1, phone sends p2, phone unknown p2, desk sends d1`;
  const messages = { sent: 3, acknowledged: 1, refused: 0, unknown: 1, open: 1 };
  const deliveries = { owed: 3, excused: 0, delivered: 2, lost: 0, duplicated: 1, outOfOrder: 0 };
  expect(judge(history(steps)).counts).toEqual({ ...messages, ...deliveries });
});

describe("a history that proves nothing is refused", () => {
  test.each([
    ["a device without an end", "phone links", "no ended event"],
    ["an event after the end", "phone links, phone ends, phone links", "after its end"],
    ["a device that never connected", "phone ends", "never connected"],
  ])("%s", (_, steps, message) => expect(() => judge(tell(steps))).toThrow(message));

  test("time goes back", () => {
    const backwards = tell("phone links, phone ends").map((event) => ({ ...event, at: -event.at }));
    expect(() => judge(backwards)).toThrow("time goes back on alice/phone");
  });
});
