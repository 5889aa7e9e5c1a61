import { expect, test } from "vitest";
import { highRandom, manualClock } from "../../test/forward/world.ts";
import { Circuit } from "./circuit.ts";
import { PEER_RETRY, backOffMs } from "./retry-policy.ts";

function setup() {
  const clock = manualClock();
  return { clock, circuit: new Circuit({ policy: PEER_RETRY, clock, random: highRandom }) };
}

test("back-off doubles up to its cap and never exceeds it, whatever the jitter", () => {
  const ceilings = [1, 2, 3, 9, 10_000].map((failures) => backOffMs(PEER_RETRY, failures, 0.999_999));
  expect(ceilings).toEqual([200, 400, 800, 5_000, 5_000]);
  expect(backOffMs(PEER_RETRY, 9, 0)).toBe(PEER_RETRY.floorMs);
});

test("stays open for the back-off, then lets one probe through", () => {
  const { clock, circuit } = setup();
  expect(circuit.admit()).toBe(0);
  const afterMs = circuit.failed();
  expect(circuit.admit()).toBe(afterMs);
  clock.advance(afterMs);
  expect(circuit.admit()).toBe(0);
  expect(circuit.admit()).toBeGreaterThan(0);
  circuit.succeeded();
  expect([circuit.admit(), circuit.admit()]).toEqual([0, 0]);
});

test("calls that fail together count as one failure", () => {
  const { circuit } = setup();
  expect([circuit.failed(), circuit.failed(), circuit.failed()]).toEqual([200, 200, 200]);
});

test("waits as long as the other side asks for", () => {
  expect(setup().circuit.failed(5_000)).toBe(5_000);
});

test("forgets a probe that never said how it went", () => {
  const { clock, circuit } = setup();
  clock.advance(circuit.failed());
  circuit.admit();
  clock.advance(30_000);
  expect(circuit.admit()).toBe(0);
});
