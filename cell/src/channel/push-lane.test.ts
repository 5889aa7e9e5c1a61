import { expect, test } from "vitest";
import type { ChannelSocket } from "./push-lane.ts";
import { PushLane, SOCKETS_PER_TURN } from "./push-lane.ts";

function setup() {
  const turns: (() => void)[] = [];
  const counted: number[] = [];
  const lane = new PushLane({ onWritten: (count) => counted.push(count), later: (work) => turns.push(work) });
  const socket = (outcome: "written" | "full" | "closed" = "written") => {
    const got: string[] = [];
    const offer = (frame: Uint8Array) => {
      if (outcome === "written") got.push(Buffer.from(frame).toString());
      return outcome;
    };
    return { isOpen: true, got, offer };
  };
  return { turns, counted, lane, socket };
}

const ignore = () => undefined;

test("frames go to a bounded number of sockets in a turn, each socket getting them in order", () => {
  const { turns, counted, lane, socket } = setup();
  const sockets = Array.from({ length: SOCKETS_PER_TURN + 10 }, () => socket());
  for (const text of ["1", "2"]) expect(lane.push(Buffer.from(text), { sockets, onFull: ignore })).toBe(true);
  turns.shift()!();
  expect(sockets.filter(({ got }) => got.length > 0)).toHaveLength(SOCKETS_PER_TURN);
  expect(turns).toHaveLength(1);
  while (turns.length > 0) turns.shift()!();
  expect(sockets.every(({ got }) => got.join() === "1,2")).toBe(true);
  expect(Math.max(...counted)).toBeLessThanOrEqual(SOCKETS_PER_TURN);
  expect(counted.reduce((sum, count) => sum + count, 0)).toBe(2 * sockets.length);
});

test("full sockets are named, closed ones passed over", () => {
  const { turns, lane, socket } = setup();
  const [full, closed, open] = [socket("full"), socket("closed"), socket()];
  const named: ChannelSocket[] = [];
  lane.push(Buffer.from("1"), { sockets: [full, closed, open], onFull: (one) => void named.push(one) });
  turns.shift()!();
  expect(named).toEqual([full]);
  expect(open.got).toEqual(["1"]);
  expect(turns).toEqual([]);
});

test("takes no more than its bounds, in frames and in bytes, and again when they were written", () => {
  const { turns, lane, socket } = setup();
  const to = { sockets: [socket()], onFull: ignore };
  const large = Buffer.alloc(3 * 1024 * 1024);
  expect([lane.push(large, to), lane.push(large, to), lane.push(large, to)]).toEqual([true, true, false]);
  while (turns.length > 0) turns.shift()!();
  let taken = 0;
  while (taken < 1_000 && lane.push(Buffer.from("x"), to)) taken += 1;
  expect(taken).toBe(256);
});
