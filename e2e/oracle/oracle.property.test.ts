import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { EventOf, HistoryEvent } from "./history.ts";
import type { RuleName } from "./oracle.ts";
import { judge } from "./oracle.ts";
import { deviceNamed, tell } from "./story.ts";

const DEVICES = ["phone", "tablet", "desk", "laptop"] as const;
const ACTIONS = ["send", "deliver", "deliver", "read", "tell"] as const;
type Script = [(typeof ACTIONS)[number], number][];

const script: fc.Arbitrary<Script> = fc.array(fc.tuple(fc.constantFrom(...ACTIONS), fc.nat(DEVICES.length - 1)), {
  maxLength: 60,
});

/** A model of a system that keeps its promises: one log of messages, in which each device has a position. */
function play(actions: Script): HistoryEvent[] {
  const log: { name: string; from: string }[] = [];
  const steps = DEVICES.map((device) => `${device} links`);
  const held = DEVICES.map(() => 0);
  const read = new Map<string, number>();
  const act = {
    send: (index: number) => {
      const device = DEVICES[index]!;
      const name = `${device[0]}${log.push({ name: "", from: device })}`;
      log.at(-1)!.name = name;
      steps.push(`${device} sends ${name}`, `${device} acked ${name}@${log.length}`);
    },
    deliver: (index: number) => {
      const next = log[held[index]!];
      if (!next) return;
      held[index]!++;
      if (next.from !== DEVICES[index]) steps.push(`${DEVICES[index]} gets ${next.name}@${held[index]}`);
    },
    read: (index: number) => {
      const { user } = deviceNamed(DEVICES[index]!);
      read.set(user, Math.max(read.get(user) ?? 0, held[index]!));
      steps.push(`${DEVICES[index]} reads ${held[index]}`);
    },
    tell: (index: number) => {
      const peer = (index + 2) % DEVICES.length;
      const { user } = deviceNamed(DEVICES[peer]!);
      steps.push(`${DEVICES[index]} told ${user} ${held[peer]}/${read.get(user) ?? 0}`);
    },
  };
  // Two messages of phone at least, so that every mutation finds its place.
  for (const [action, index] of [["send", 0], ...actions, ["send", 0]] satisfies Script) act[action](index);
  for (const index of DEVICES.keys()) while (held[index]! < log.length) act.deliver(index);
  return tell([...steps, ...DEVICES.map((device) => `${device} ends`)].join(", "));
}

/** Changes a history at one delivery. */
type Mutation = (history: HistoryEvent[], pick: number) => unknown;

const mutations: [RuleName, string, Mutation][] = [
  ["nothing-missing", "a delivery is dropped", (history, pick) => history.splice(pick, 1)],
  ["nothing-twice", "a delivery is repeated", (history, pick) => history.splice(pick, 0, history[pick]!)],
  ["content", "a content hash differs", (history, pick) => Object.assign(history[pick]!, { contentHash: "other" })],
  [
    "one-key",
    "a device sees a message elsewhere",
    (history, pick) => Object.assign(history[pick]!, { key: { term: 1, n: 1000 } }),
  ],
  ["delivery-order", "two deliveries of a device change places", swapTwoDeliveries],
  ["receipts", "a receipt comes just before the first delivery", tellTooEarly],
];

function swapTwoDeliveries(history: HistoryEvent[]): void {
  const [former, latter] = history.filter((event) => isDelivery(event) && event.device === "laptop");
  [former!.at, latter!.at] = [latter!.at, former!.at];
  history.sort((a, b) => a.at - b.at);
}

function tellTooEarly(history: HistoryEvent[]): void {
  const first = history.findIndex((event) => isDelivery(event) && event.user === "bob" && event.sender === "alice");
  const { at, user: about, conversation, key: delivered } = history[first] as EventOf<"delivered">;
  const told = { type: "receipt", about, conversation, delivered, read: { term: 0, n: 0 } } as const;
  history.splice(first, 0, { at: at - 0.5, ...deviceNamed("phone"), ...told });
}

function isDelivery(event: HistoryEvent): event is EventOf<"delivered"> {
  return event.type === "delivered";
}

describe("whatever is sent, and however deliveries interleave", () => {
  test("a history that keeps the promises passes", () => {
    fc.assert(
      fc.property(script, (actions) => {
        expect(judge(play(actions)).violations).toEqual([]);
      }),
    );
  });

  test.each(mutations)("%s catches it when %s", (rule, _, mutate) => {
    const caught = (actions: Script, choice: number) => {
      const history = play(actions);
      const deliveries = [...history.keys()].filter((index) => isDelivery(history[index]!));
      mutate(history, deliveries[choice % deliveries.length]!);
      expect(judge(history).violations.map((violation) => violation.rule)).toContain(rule);
    };
    fc.assert(fc.property(script, fc.nat(), caught));
  });
});
