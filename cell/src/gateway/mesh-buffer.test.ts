import { expect, test } from "vitest";
import { MESH_BUFFER_BYTES_MAX, MeshBuffer } from "./mesh-buffer.ts";
import { decodeMeshMessage, encodeMeshFrame } from "./mesh-frames.ts";

const WAKE = encodeMeshFrame({ wake: {} });
/** A frame of about a MiB. */
const LARGE = encodeMeshFrame({ notify: { frame: new Uint8Array(1024 * 1024) } });

function setup({ owesProbe = false } = {}) {
  const counted = { dropped: [] as string[], probes: 0 };
  const metrics = {
    links: () => undefined,
    frameDropped: (reason: string) => void counted.dropped.push(reason),
    probeSent: () => void counted.probes++,
    probeReceived: () => undefined,
  };
  return { buffer: new MeshBuffer({ owesProbe, metrics }), counted };
}

/** A sink that holds what is sent until it is told that the system took it. */
function slowSink() {
  const held: { bytes: Uint8Array; written: () => void }[] = [];
  const sent: string[][] = [];
  return {
    sent,
    get bufferedAmount() {
      return held.reduce((sum, { bytes }) => sum + bytes.length, 0);
    },
    send(bytes: Uint8Array, written: () => void) {
      held.push({ bytes, written });
      sent.push(decodeMeshMessage(bytes).map((frame) => Object.keys(frame)[0]!));
    },
    take(count = held.length) {
      for (const { written } of held.splice(0, count)) written();
    },
  };
}

const endOfTurn = () => new Promise((resolve) => setImmediate(resolve));

test("frames of one turn are written together", async () => {
  const [{ buffer, counted }, sink] = [setup(), slowSink()];
  buffer.open(sink);
  buffer.offer(WAKE);
  buffer.offer(encodeMeshFrame({ notify: {} }));
  expect(sink.sent).toEqual([]);
  await endOfTurn();
  buffer.offer(WAKE);
  await endOfTurn();
  expect(sink.sent).toEqual([["wake", "notify"], ["wake"]]);
  expect(counted).toEqual({ dropped: [], probes: 0 });
});

test("a probe is sent at once when there is room, else when half is free, or with the next link", async () => {
  const [{ buffer, counted }, sink] = [setup(), slowSink()];
  buffer.probe();
  buffer.open(sink);
  await endOfTurn();
  expect(sink.sent).toEqual([["probe"]]);
  buffer.probe();
  await endOfTurn();
  expect(sink.sent).toEqual([["probe"], ["probe"]]);
  for (let i = 0; i < 3; i++) buffer.offer(LARGE);
  buffer.probe();
  await endOfTurn();
  expect(counted.probes).toBe(2);
  sink.take();
  await endOfTurn();
  expect(sink.sent.at(-1)).toEqual(["probe"]);
});

test("a frame that finds no room is dropped, and one probe follows when half is free", async () => {
  const [{ buffer, counted }, sink] = [setup(), slowSink()];
  buffer.open(sink);
  for (let i = 0; i < 6; i++) buffer.offer(LARGE);
  await endOfTurn();
  expect(sink.sent).toEqual([["notify"], ["notify"], ["notify"]]);
  expect(sink.bufferedAmount).toBeLessThanOrEqual(MESH_BUFFER_BYTES_MAX);
  expect(counted.dropped).toEqual(["full", "full", "full"]);
  sink.take(1);
  await endOfTurn();
  expect(counted.probes).toBe(0);
  sink.take();
  await endOfTurn();
  expect(sink.sent.at(-1)).toEqual(["probe"]);
  sink.take();
  buffer.offer(WAKE);
  await endOfTurn();
  expect(sink.sent.flat().filter((kind) => kind === "probe")).toHaveLength(1);
  expect(buffer.owesProbe).toBe(false);
});

test("what is offered while it is closed is dropped, and the next opening begins with a probe", async () => {
  const [{ buffer, counted }, sink] = [setup(), slowSink()];
  buffer.offer(LARGE);
  expect(counted.dropped).toEqual(["down"]);
  buffer.open(sink);
  buffer.offer(WAKE);
  await endOfTurn();
  expect(sink.sent).toEqual([["probe", "wake"]]);
});

test("an opening after a loss begins with a probe and without the frames that were queued", async () => {
  const [{ buffer }, first, second] = [setup(), slowSink(), slowSink()];
  buffer.open(first);
  buffer.offer(encodeMeshFrame({ notify: {} }));
  buffer.close();
  buffer.open(second);
  buffer.offer(WAKE);
  await endOfTurn();
  expect(first.sent).toEqual([]);
  expect(second.sent).toEqual([["probe", "wake"]]);
});

test("the end of writes to a lost sink does not pay the probe of the next", async () => {
  const [{ buffer }, first] = [setup(), slowSink()];
  buffer.open(first);
  buffer.offer(WAKE);
  await endOfTurn();
  buffer.close();
  first.take();
  await endOfTurn();
  expect(first.sent).toEqual([["wake"]]);
  expect(buffer.owesProbe).toBe(true);
});

test("a first opening owes a probe only when it is told so", async () => {
  const [{ buffer: clean }, { buffer: late }] = [setup(), setup({ owesProbe: true })];
  const [first, second] = [slowSink(), slowSink()];
  clean.open(first);
  late.open(second);
  await endOfTurn();
  expect([first.sent, second.sent]).toEqual([[], [["probe"]]]);
});
