/** One device with the real SDK and a store in memory: it was there once, comes back, and takes what has come meanwhile. */

import { setTimeout as delay } from "node:timers/promises";
import type { DeviceId } from "@cellwire/protocol";
import type { Message } from "@cellwire/sdk";
import { createClient, createMemoryStore } from "@cellwire/sdk";
import { WebSocket } from "ws";
import { residentKiB } from "../process-memory.ts";
import type { CatchUpJob, CatchUpResult } from "./job.ts";
import { machineMs } from "./machine-clock.ts";

const POLL_MS = 20;
/** Hexadecimal digits of a message id that are its time. */
const TIME_DIGITS = 12;

export class CatchUp {
  readonly #job: CatchUpJob;
  readonly #store = createMemoryStore();
  readonly #liveMs: number[] = [];
  readonly #liveAtMs: number[] = [];
  #waiting = 0;
  #skips = 0;

  constructor(job: CatchUpJob) {
    this.#job = job;
  }

  /** The device is linked, and goes again. */
  async connect(): Promise<void> {
    const client = this.#client();
    const caughtUp = new Promise<void>((resolve) => client.on("caught-up", () => resolve()));
    await client.connect();
    await caughtUp;
    await client.close();
  }

  /** @throws when a message is missing. */
  async run(): Promise<CatchUpResult> {
    const { messages, timeoutMs, goOnMs } = this.#job;
    const client = this.#client();
    const before = { rssKiB: residentKiB("self"), cpu: process.cpuUsage() };
    const startMs = machineMs();
    let caughtUpMs = Number.NaN;
    client.on("message", (message) => this.#take(message));
    client.on("skip", () => (this.#skips += 1));
    client.on("caught-up", () => (caughtUpMs = machineMs() - startMs));
    await client.connect();
    const isDone = () => this.#waiting >= messages && !Number.isNaN(caughtUpMs);
    while (!isDone() && machineMs() - startMs < timeoutMs) await delay(POLL_MS);
    if (!isDone() || this.#skips > 0)
      throw new Error(`${this.#waiting} of ${messages} messages arrived, ${this.#skips} times some were skipped`);
    const { user, system } = process.cpuUsage(before.cpu);
    const rssKiB = { before: before.rssKiB, most: residentKiB("self", "VmHWM") };
    const endMs = machineMs();
    await delay(goOnMs);
    await client.close();
    const live = { liveMs: Float64Array.from(this.#liveMs), liveAtMs: Float64Array.from(this.#liveAtMs) };
    return { caughtUpMs, allMs: endMs - startMs, endMs, rssKiB, cpuMs: (user + system) / 1_000, ...live };
  }

  /** What is sent meanwhile comes from one user; the id of a message says when it was made (RFC 9562, version 7). */
  #take({ sender, messageId }: Message): void {
    if (sender !== this.#job.liveSender) {
      this.#waiting += 1;
      return;
    }
    const madeMs = Number.parseInt(messageId.replaceAll("-", "").slice(0, TIME_DIGITS), 16);
    this.#liveMs.push(Date.now() - madeMs);
    this.#liveAtMs.push(machineMs());
  }

  #client() {
    const { directoryUrl, userToken, device } = this.#job;
    return createClient({
      directoryUrl,
      userToken: () => Promise.resolve(userToken),
      store: this.#store,
      device: device as DeviceId,
      webSocket: (url, protocol) => new WebSocket(url, protocol),
    });
  }
}
