import type { Client } from "@cellwire/sdk";
import { expect, test } from "vitest";
import { formatHistory, HistoryError, parseHistory } from "./history.ts";
import type { HistoryEvent } from "./history.ts";
import { judge } from "./oracle.ts";
import { Recorder } from "./recorder.ts";
import { renderVerdict } from "./report.ts";
import { deviceNamed, noteNamed, tell } from "./story.ts";

const exchange = tell(
  "phone links, desk links, phone sends p1, phone acked p1@1, desk gets p1@1, phone ends, desk ends",
);

test("a history survives its text form", () => {
  expect(parseHistory(formatHistory(exchange))).toEqual(exchange);
});

test.each([
  ["not JSON", "{", "line 2 of the history is not JSON"],
  ["an unknown event", '{"type":"vanished"}', "line 2"],
  ["a bad id", JSON.stringify({ ...exchange[2], messageId: "1" }), "not a message id"],
])("%s is refused by its line", (_, line, message) => {
  const text = `${formatHistory(exchange.slice(0, 1))}${line}\n`;
  expect(() => parseHistory(text)).toThrow(HistoryError);
  expect(() => parseHistory(text)).toThrow(message);
});

test("a recorder writes down what a client emits, by its clock, until it is told to stop", () => {
  const history: HistoryEvent[] = [];
  const listeners = new Map<string, (event: object) => void>();
  const on = (name: string, listener: (event: never) => void) => {
    listeners.set(name, listener as (event: object) => void);
    return () => listeners.delete(name);
  };
  const stop = new Recorder({ ...deviceNamed("phone"), nowMs: () => 7.5, history }).follow({ on } as Pick<
    Client,
    "on"
  >);
  const content = new TextEncoder().encode("p1");
  const entry = { ...noteNamed("p1"), content };
  listeners.get("connection")!({ state: "connected" });
  listeners.get("outbox")!({ ...entry, state: "waiting" });
  listeners.get("outbox")!({ ...entry, state: "accepted", key: { term: 1, n: 1 } });
  listeners.get("message")!({ ...entry, key: { term: 1, n: 1 } });
  stop();
  const expected = tell("phone links, phone sends p1, phone acked p1@1, phone gets p1@1");
  expect(history).toEqual(expected.map((event) => ({ ...event, at: 7.5 })));
  expect(listeners.size).toBe(0);
});

test("a report shows the counts, and the first violations of each rule in full", () => {
  expect(renderVerdict(judge(exchange))).toContain("every promise held");
  const again = Array.from({ length: 30 }, () => "desk gets p1@1").join(", ");
  const story = `phone links, desk links, phone sends p1, desk gets p1@1, ${again}, phone ends, desk ends`;
  const report = renderVerdict(judge(tell(story)));
  expect(report).toMatch(/duplicated +30\n/);
  expect(report).toContain("nothing-twice: broken 30 times\n");
  expect(report).toContain(`    message ${noteNamed("p1").messageId} was handed to the application of bob/desk again`);
  expect(report).toContain("and 25 more");
});
