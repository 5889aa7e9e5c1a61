/** Processes of a cell that live in the test's own process, meshed over real sockets. */

import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { WebSocket } from "ws";
import type { CellId, UserId } from "@cellwire/protocol";
import { systemClock } from "@cellwire/runtime/clock.ts";
import { silentLogger } from "@cellwire/runtime/log.ts";
import type { Notification } from "../../src/flow/ports.ts";
import type { Displacement } from "../../src/gateway/mesh-frames.ts";
import { encodeMeshFrame } from "../../src/gateway/mesh-frames.ts";
import type { MeshMetrics } from "../../src/gateway/mesh-metrics.ts";
import { MeshServer } from "../../src/gateway/mesh-server.ts";
import { MeshTokens } from "../../src/gateway/mesh-token.ts";
import { ProcessMesh } from "../../src/gateway/mesh.ts";
import type { SequencedMessage } from "../../src/inbox/contract.ts";
import type { ProcessDirectory, ProcessEntry } from "../../src/route/contract.ts";
import { OwnKeys } from "../../src/trust/own-keys.ts";

export const CELL = "eu" as CellId;
/** Processes of a cell in memory. */
class Registry implements ProcessDirectory {
  readonly entries = new Map<string, ProcessEntry>();
  answers = true;

  async announce(self: ProcessEntry): Promise<readonly ProcessEntry[] | "unknown"> {
    if (!this.answers) return "unknown";
    this.entries.set(self.name, self);
    return [...this.entries.values()];
  }

  async withdraw(self: ProcessEntry): Promise<void> {
    this.entries.delete(self.name);
  }
}

/** What happened, in order; `reached` resolves when the list holds an event. */
class Events {
  readonly list: string[] = [];
  readonly #waiting = new Set<() => void>();

  add(event: string): void {
    this.list.push(event);
    for (const check of this.#waiting) check();
  }

  async reached(event: string, times = 1): Promise<void> {
    await new Promise<void>((resolve) => {
      const check = (): void => {
        if (this.list.filter((known) => known === event).length < times) return;
        this.#waiting.delete(check);
        resolve();
      };
      this.#waiting.add(check);
      check();
    });
  }
}

export async function freshKeys(): Promise<OwnKeys> {
  const jwk = generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" });
  return OwnKeys.from({ active: "c1", keys: [{ ...jwk, kid: "c1" }] }, systemClock);
}

interface ProcessOptions {
  readonly name: string;
  readonly role?: ProcessEntry["role"];
  readonly keys?: OwnKeys;
  readonly port?: number;
}

/** A cell whose processes live in this one, on real sockets. */
export async function setup() {
  const registry = new Registry();
  const keys = await freshKeys();
  const stops: (() => Promise<void>)[] = [];
  const run = async (options: ProcessOptions) => {
    const process = await startProcess(registry, { keys, ...options });
    stops.push(process.stop);
    return process;
  };
  const stop = async () => {
    for (const stop of stops.toReversed()) await stop();
  };
  return { registry, keys, run, [Symbol.asyncDispose]: stop };
}

async function startProcess(registry: Registry, options: ProcessOptions & { keys: OwnKeys }) {
  const { name, role = "gateway", keys, port = 0 } = options;
  const events = new Events();
  const server = createHttpServer((_request, response) => response.writeHead(404).end());
  const tcpSockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => tcpSockets.add(socket));
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const tokens = new MeshTokens({ cell: CELL, keys, clock: systemClock });
  const metrics = recordingMetrics(events);
  const messages: { message: SequencedMessage; users: readonly UserId[] }[] = [];
  const receiver = {
    publish: (message: SequencedMessage, users: readonly UserId[]) => {
      messages.push({ message, users });
      events.add("publish");
    },
    notify: ({ users, onlyDevice }: Notification) => events.add(`notify ${users.join()} ${onlyDevice ?? "all"}`),
    displace: (it: Displacement) => events.add(`displace ${it.user} ${it.device} ${it.connectionEpoch} ${it.reason}`),
    wake: () => events.add("wake"),
    probe: (reason: string) => events.add(`probe ${reason}`),
  };
  const meshServer = new MeshServer({ server, tokens, receiver, metrics, log: silentLogger, pingIntervalMs: 50 });
  const mesh = new ProcessMesh({
    self: { name, role, url },
    processes: registry,
    tokens,
    onGone: (sibling) => meshServer.gone(sibling),
    metrics,
    clock: systemClock,
    log: silentLogger,
    pollIntervalMs: 20,
    pingIntervalMs: 50,
    goneMs: 100,
    startTimeoutMs: 1_000,
  });
  await meshServer.start();
  await mesh.start();
  const stopServer = async () => {
    await meshServer.stop();
    server.close();
    server.closeAllConnections();
  };
  const stop = async () => {
    await mesh.stop();
    await stopServer();
  };
  /** Breaks all that came in, as a network does. */
  const cut = () => tcpSockets.forEach((socket) => socket.destroy());
  return {
    name,
    url,
    port: Number(new URL(url).port),
    mesh,
    meshServer,
    server,
    events,
    messages,
    cut,
    stop,
    stopServer,
  };
}

function recordingMetrics(events: Events): MeshMetrics {
  return {
    links: (direction, change) => events.add(`${direction} ${change > 0 ? "up" : "down"}`),
    frameDropped: (reason) => events.add(`dropped ${reason}`),
    probeSent: () => events.add("probe sent"),
    probeReceived: () => undefined,
  };
}

/** A hand-made link, after its hello. */
export async function greet(url: string, token: string, process = "ghost"): Promise<WebSocket> {
  const socket = new WebSocket(`${url}/mesh`);
  await once(socket, "open");
  socket.send(encodeMeshFrame({ hello: { process, token } }));
  return socket;
}
