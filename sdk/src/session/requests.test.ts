import { LIMITS, type ClientBody } from "@cellwire/protocol";
import { describe, expect, test } from "vitest";
import { ManualClock } from "../../test/manual-clock.ts";
import { Requests } from "./requests.ts";

function setup() {
  const clock = new ManualClock();
  const sent: number[] = [];
  const send = (frame: ClientBody) => void sent.push(frame.request!.id!);
  const requests = new Requests({ clock, send });
  const ask = () => {
    const outcome = { value: undefined as unknown };
    requests.ask({ listDevices: {} }).then(
      (response) => (outcome.value = response),
      (error: unknown) => (outcome.value = error),
    );
    return outcome;
  };
  return { clock, sent, requests, ask };
}

describe("a request", () => {
  test("that was asked offline goes out with the connection, and is answered under its id", async () => {
    const { clock, sent, requests, ask } = setup();
    const outcome = ask();
    expect(sent).toEqual([]);
    requests.connected();
    requests.answered({ id: sent[0]!, deviceList: { devices: [] } });
    await clock.settle();
    expect(outcome.value).toMatchObject({ deviceList: { devices: [] } });
  });

  test("that a broken connection left open is asked again on the next one, under the same id", async () => {
    const { sent, requests, ask } = setup();
    ask();
    requests.connected();
    requests.disconnected();
    requests.connected();
    expect(sent).toEqual([sent[0], sent[0]]);
  });

  test("that is told to come later does, and nothing comes sooner", async () => {
    const { clock, sent, requests, ask } = setup();
    ask();
    requests.connected();
    requests.answered({ id: sent[0]!, code: "RETRY_AFTER", retryAfterMs: 500 });
    await clock.advance(499);
    expect(sent).toHaveLength(1);
    await clock.advance(1);
    expect(sent).toHaveLength(2);
  });

  test("that is refused rejects with the code of the server and its detail", async () => {
    const { clock, sent, requests, ask } = setup();
    const outcome = ask();
    requests.connected();
    requests.answered({ id: sent[0]!, code: "NOT_A_MEMBER", detail: "why" });
    await clock.settle();
    expect(outcome.value).toMatchObject({ code: "REQUEST_REFUSED", reason: "NOT_A_MEMBER", cause: { message: "why" } });
  });

  test("without an answer in its time rejects, and a late answer does nothing", async () => {
    const { clock, sent, requests, ask } = setup();
    const outcome = ask();
    requests.connected();
    await clock.advance(30_000);
    expect(outcome.value).toMatchObject({ code: "REQUEST_TIMED_OUT" });
    requests.answered({ id: sent[0]!, deviceList: {} });
    requests.disconnected();
    requests.connected();
    expect(sent).toHaveLength(1);
  });

  test("waits while as many as the server takes are open", () => {
    const { sent, requests, ask } = setup();
    requests.connected();
    for (let i = 0; i <= LIMITS.requestsOpenMax; i++) ask();
    expect(sent).toHaveLength(LIMITS.requestsOpenMax);
    requests.answered({ id: sent[0]! });
    expect(sent).toHaveLength(LIMITS.requestsOpenMax + 1);
  });

  test("rejects when the client is closed", async () => {
    const { clock, requests, ask } = setup();
    const outcome = ask();
    requests.close();
    await clock.settle();
    expect(outcome.value).toMatchObject({ code: "CLOSED" });
    expect(requests.oldestSentAtMs).toBeUndefined();
  });
});
