/** More connections than anybody needs, and ones that never get to the point: bounded, counted, and nobody else notices. */

import { connect, type Socket } from "node:net";
import { CLOSE, SUBPROTOCOL } from "@cellwire/protocol";
import { expect, test } from "vitest";
import { WebSocket } from "ws";
import { eventually } from "./harness/eventually.ts";
import { metricOf } from "./harness/metrics.ts";
import { Scenario } from "./harness/scenario.ts";
import type { Stage } from "./harness/stage.ts";
import type { StageHolder } from "./harness/stage-holder.ts";

const RATE = 100;
const GATEWAY = "eu/gateway-0";
const HANDSHAKES_PER_SECOND = 40;
const FLOOD = 400;
const SLOW = 100;
/** Over the 10 s for a hello, and for a request. */
const CUT_MS = 20_000;
const DRIBBLE_MS = 500;

export function floods(holder: StageHolder): void {
  test("floods of connections and requests that never end are cut, and nobody else notices", async () => {
    const { stage } = holder;
    const scenario = new Scenario(stage, "floods");
    const gateway = stage.cluster.process(GATEWAY);
    await gateway.kill();
    gateway.start({ CELLWIRE_HANDSHAKES_PER_ADDRESS: String(HANDSHAKES_PER_SECOND) });
    await gateway.waitReady();
    const { pairs, anna } = await scenario.cast();
    anna.devices[0].pin(0);
    await anna.devices[0].comeBack(CUT_MS);
    const traffic = scenario.traffic(pairs, RATE);
    await traffic.acknowledged(50);
    const rss = () => metricOf(stage, GATEWAY, { name: "process_resident_memory_bytes" });
    const [before, refusedBefore] = [await rss(), await refusals(stage)];

    const slow = Array.from({ length: SLOW }, () => new SlowRequest(stage.gatewayUrl("eu", 0)));
    const ends = await Promise.all(Array.from({ length: FLOOD }, () => silentConnection(stage.gatewayUrl("eu", 0))));
    await eventually(() => slow.every(({ isCut }) => isCut), { what: "slow requests were cut", timeoutMs: CUT_MS });

    const refused = ends.filter((end) => end === 429).length;
    expect(refused).toBeGreaterThan(FLOOD / 2);
    expect(ends.filter((end) => end === CLOSE.HELLO_TIMEOUT)).toHaveLength(FLOOD - refused);
    expect((await refusals(stage)) - refusedBefore).toBeGreaterThanOrEqual(refused);
    expect((await rss()) - before).toBeLessThan(100e6);
    expect(anna.devices[0].client.connection).toBe("caught-up");
    await traffic.acknowledged(50);
    await gateway.kill();
    gateway.start();
    await gateway.waitReady();
    await scenario.settle();
  });
}

function refusals(stage: Stage): Promise<number> {
  return metricOf(stage, GATEWAY, { name: "cellwire_gateway_handshakes_refused", label: 'reason="rate"' });
}

/** Says nothing; resolves with the status that refused it, or the code that closed it. */
function silentConnection(url: string): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const socket = new WebSocket(`${url}/v1/connect`, SUBPROTOCOL, { perMessageDeflate: false });
  socket.on("error", () => {}); // "close" follows
  socket.on("unexpected-response", (_request, { statusCode = 0 }) => {
    resolve(statusCode);
    socket.terminate();
  });
  socket.on("close", (code) => resolve(code));
  return promise;
}

/** A slowloris: one byte of its headers now and then, so that it is never idle. */
class SlowRequest {
  isCut = false;
  readonly #socket: Socket;

  constructor(url: string) {
    const { hostname: host, port } = new URL(url);
    this.#socket = connect({ host, port: Number(port) });
    this.#socket.on("error", () => {}); // "close" follows
    this.#socket.resume();
    this.#socket.write("GET /v1/connect HTTP/1.1\r\nhost: x\r\nx-slow: ");
    const timer = setInterval(() => this.#socket.write("a"), DRIBBLE_MS);
    this.#socket.on("close", () => {
      clearInterval(timer);
      this.isCut = true;
    });
  }
}
