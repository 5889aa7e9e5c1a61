import { expect, test } from "vitest";
import { ManualClock } from "../../test/manual-clock.ts";
import { ServerClock } from "./server-clock.ts";

async function sampled(clock: ManualClock, serverClock: ServerClock, sample: { roundTripMs: number; errorMs: number }) {
  const sentAtMs = clock.monotonicMs();
  await clock.advance(sample.roundTripMs);
  serverClock.sample(clock.trueMs() - sample.roundTripMs / 2 + sample.errorMs, sentAtMs);
}

test("the server's time is the device's own until it is known", () => {
  const clock = new ManualClock();
  clock.skew(5_000);
  expect(new ServerClock(clock).nowMs()).toBe(clock.trueMs() + 5_000);
});

test("a sample corrects it, whatever the device's clock does afterwards", async () => {
  const clock = new ManualClock();
  clock.skew(5_000);
  const serverClock = new ServerClock(clock);
  await sampled(clock, serverClock, { roundTripMs: 100, errorMs: 0 });
  clock.skew(-99_000);
  expect(serverClock.nowMs()).toBe(clock.trueMs());
});

test("the sample with the shortest round trip counts, until it is an hour old", async () => {
  const clock = new ManualClock();
  const serverClock = new ServerClock(clock);
  await sampled(clock, serverClock, { roundTripMs: 10, errorMs: 0 });
  await sampled(clock, serverClock, { roundTripMs: 500, errorMs: 200 });
  expect(serverClock.nowMs()).toBe(clock.trueMs());
  await clock.advance(3_600_000);
  await sampled(clock, serverClock, { roundTripMs: 500, errorMs: 200 });
  expect(serverClock.nowMs()).toBe(clock.trueMs() + 200);
});

test.each([-40, 40])(
  "a sample that contradicts it counts at once: %d s were lost, or one of the clocks was set",
  async (seconds) => {
    const clock = new ManualClock();
    const serverClock = new ServerClock(clock);
    await sampled(clock, serverClock, { roundTripMs: 10, errorMs: 0 });
    await sampled(clock, serverClock, { roundTripMs: 500, errorMs: seconds * 1_000 });
    expect(serverClock.nowMs()).toBe(clock.trueMs() + seconds * 1_000);
  },
);
