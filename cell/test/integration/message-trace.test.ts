import type { CellId } from "@cellwire/protocol";
import { wire } from "@cellwire/protocol";
import { systemClock } from "@cellwire/runtime/clock.ts";
import { Faults } from "@cellwire/runtime/faults.ts";
import { silentLogger } from "@cellwire/runtime/log.ts";
import { MessageTracer } from "@cellwire/runtime/message-tracer.ts";
import { systemRandom } from "@cellwire/runtime/random.ts";
import { meter } from "@cellwire/runtime/telemetry.ts";
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Acceptor } from "../../src/flow/accept.ts";
import { Deliverer } from "../../src/flow/deliver.ts";
import { FlowMetrics } from "../../src/flow/flow-metrics.ts";
import { Announcer } from "../../src/forward/announcer.ts";
import { Courier } from "../../src/forward/courier.ts";
import { Ingest } from "../../src/forward/ingest.ts";
import { forwardMetrics } from "../../src/forward/metrics.ts";
import type { SequencedMessage } from "../../src/inbox/contract.ts";
import type { CellInbox, TwoCells } from "./two-cells.ts";
import { claimed, forgetOwed, pairAcross, submission, twoCells } from "./two-cells.ts";
import { GROUP_PARTS, NO_MEMBERS } from "../no-groups.ts";

const SENT = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331" };
const TRACEPARENT = `00-${SENT.traceId}-${SENT.spanId}-01`;

let cells: TwoCells;
beforeAll(async () => {
  cells = await twoCells();
});
afterAll(() => cells[Symbol.asyncDispose]());

/** Accepts in eu and carries to us, as gateway and forwarder do. */
function pipeline(traces: MessageTracer | undefined) {
  const delivered: SequencedMessage[] = [];
  const eu = parts(cells.eu, { traces, delivered });
  const us = parts(cells.us, { traces, delivered });
  const acceptor = new Acceptor({
    ...eu,
    inbox: cells.eu.gateway,
    deliver: (messages) => eu.deliverer.publish(messages),
    hasRoom: () => true,
    onOwed: () => undefined,
    onDoubt: () => undefined,
    metrics: new FlowMetrics(),
    lanes: 1,
  });
  const ingest = new Ingest({
    ...us,
    ...GROUP_PARTS,
    placements: { placement: async () => ({ kind: "unavailable" }) },
  });
  const post = async ({ body }: { body: Uint8Array }) => {
    const answers = await ingest.take(cells.eu.cell, wire.IngestRequest.decode(body).envelopes);
    return {
      kind: "answered",
      body: Buffer.from(wire.IngestResponse.encode({ answers: [...answers] }).finish()),
    } as const;
  };
  const peers = { peer: async (cell: CellId) => ({ cell, post }) };
  const statements = { verify: async () => "unavailable" as const };
  return { acceptor, courier: new Courier({ ...eu, peers, statements, random: systemRandom }), delivered };
}

function parts({ forward }: CellInbox, options: { traces: MessageTracer | undefined; delivered: SequencedMessage[] }) {
  const { traces, delivered } = options;
  const sockets = { publish: (message: SequencedMessage) => void delivered.push(message), notify: () => undefined };
  const mesh = {
    siblings: () => [],
    publish: () => undefined,
    notify: () => undefined,
    wakeForwarders: () => undefined,
  };
  const routes = { gatewaysOf: async () => "unknown" as const };
  const deliverer = new Deliverer({ sockets, members: NO_MEMBERS, mesh, routes, traces });
  const log = silentLogger;
  const announcer = new Announcer({ inbox: forward, deliverer, onUnpushed: () => undefined, log });
  const metrics = forwardMetrics(meter("test"));
  return { inbox: forward, deliverer, announcer, metrics, traces, faults: new Faults(), clock: systemClock, log };
}

async function send({ acceptor, courier }: ReturnType<typeof pipeline>, traceparent: string): Promise<void> {
  await forgetOwed(cells);
  const [first, second] = await pairAcross(cells);
  const message = { ...submission(first, second), traceparent };
  const origin = { stalled: new Map() };
  const answer = await new Promise((reply) => acceptor.submit({ submission: message, origin, reply }));
  expect(answer).toMatchObject({ kind: "sequenced" });
  await acceptor.stop();
  const [claim] = await cells.eu.forward.claimLanes({ deadlineMs: 60_000, limit: 1 });
  expect(await courier.carry(claim!.batch)).toBe("settled");
}

test("send, accept, forward, ingest and deliver are one trace, each the parent of the next", async () => {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  const run = pipeline(new MessageTracer(provider.getTracer("test")));
  await send(run, TRACEPARENT);
  const spans = exporter.getFinishedSpans();
  expect(new Set(spans.map((span) => span.spanContext().traceId))).toEqual(new Set([SENT.traceId]));
  const way: string[] = [];
  for (let at: string | undefined = SENT.spanId; at;) {
    const parent: string = at;
    const next = spans.filter((span) => span.parentSpanContext?.spanId === parent);
    way.push(next.map(({ name }) => name).join(" + "));
    at = next.find(({ name }) => name !== "deliver message")?.spanContext().spanId;
  }
  expect(way).toEqual(["accept message", "deliver message + forward message", "ingest message", "deliver message"]);
  const [, atRecipient] = run.delivered;
  const ingested = spans.find(({ name }) => name === "ingest message")!.spanContext();
  expect(atRecipient!.traceparent).toBe(`00-${SENT.traceId}-${ingested.spanId}-01`);
});

test("a message without a trace begins one in the cell that accepts it", async () => {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  await send(pipeline(new MessageTracer(provider.getTracer("test"))), "");
  const spans = exporter.getFinishedSpans();
  expect(spans).toHaveLength(5);
  expect(new Set(spans.map((span) => span.spanContext().traceId)).size).toBe(1);
});

test("while traces are off the trace of the sender is carried as it is", async () => {
  const run = pipeline(undefined);
  await send(run, TRACEPARENT);
  expect(run.delivered.map(({ traceparent }) => traceparent)).toEqual([TRACEPARENT, TRACEPARENT]);
  expect((await claimed(cells.eu)).length).toBe(0);
});
