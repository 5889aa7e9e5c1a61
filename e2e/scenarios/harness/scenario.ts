/** One scenario: fresh users on the shared cells, their traffic, and the oracle's verdict on all of it. */

import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { directConversationId, numberingUser, parseDeviceId, parseUserId, type UserId } from "@cellwire/protocol";
import { expect, onTestFailed, onTestFinished } from "vitest";
import { formatHistory, type HistoryEvent } from "../../oracle/history.ts";
import { judge } from "../../oracle/oracle.ts";
import { Recorder, type Happening } from "../../oracle/recorder.ts";
import { renderVerdict } from "../../oracle/report.ts";
import type { Counts } from "../../oracle/verdict.ts";
import { Device } from "./device.ts";
import { within } from "./eventually.ts";
import type { CellName, CellsUnderTest } from "./cells-under-test.ts";
import { Traffic, turnOf, type Pair, type Turn } from "./traffic.ts";

/** More than the longest back-off of the SDK. */
const SETTLE_MS = 45_000;
const READ_EVERY = 3;
const NAMES_TRIED_MAX = 64;

export interface Person {
  readonly user: UserId;
  readonly cell: CellName;
  readonly devices: readonly [Device, ...Device[]];
}

/** Two people per cell; the one pair across cells is numbered in eu, the other in us. */
export interface Cast {
  readonly anna: Person;
  readonly emil: Person;
  readonly uma: Person;
  readonly ugo: Person;
  /** Every conversation in both directions, and the second devices of anna and uma. */
  readonly pairs: readonly Pair[];
}

export class Scenario {
  readonly stage: CellsUnderTest;
  readonly history: HistoryEvent[] = [];
  readonly #name: string;
  readonly #devices: Device[] = [];
  readonly #traffics: Traffic[] = [];

  constructor(stage: CellsUnderTest, name: string) {
    this.stage = stage;
    this.#name = name;
    onTestFailed(() => this.#keepHistory());
    onTestFinished(() => this.#close());
  }

  userId(first: string): UserId {
    return parseUserId(`${first}.${this.#name}`);
  }

  /** A user with connected devices. `gateway`: the only one that they use, until they are pinned elsewhere. */
  async person(user: UserId, cell: CellName, options: { devices?: number; gateway?: number } = {}): Promise<Person> {
    const { stage, history } = this;
    const names = Array.from({ length: options.devices ?? 1 }, (_, index) => `device-${index}`);
    const devices = names.map((name) => new Device({ stage, user, cell, name, history, readEvery: READ_EVERY }));
    this.#devices.push(...devices);
    for (const device of devices) {
      device.pin(options.gateway);
      await device.connect();
    }
    return { user, cell, devices: devices as [Device, ...Device[]] };
  }

  /** For a device that is no client of the SDK; whoever asks for it records `ended` too. */
  recorder(user: UserId, device: string): (happening: Happening) => void {
    const { history } = this;
    const recorder = new Recorder({ user, device: parseDeviceId(device), nowMs: () => performance.now(), history });
    return (happening) => recorder.record(happening);
  }

  async cast(): Promise<Cast> {
    const [annaId, umaId] = this.#pairNumberedBy("anna", "uma", 0);
    const [emilId, ugoId] = this.#pairNumberedBy("emil", "ugo", 1);
    const [anna, emil, uma, ugo] = await Promise.all([
      this.person(annaId, "eu", { devices: 2 }),
      this.person(emilId, "eu"),
      this.person(umaId, "us", { devices: 2 }),
      this.person(ugoId, "us"),
    ]);
    const both = (a: Person, b: Person): Pair[] => [
      { from: a.devices[0], to: b.user },
      { from: b.devices[0], to: a.user },
    ];
    const pairs = [
      ...both(anna, emil),
      ...both(anna, uma),
      ...both(emil, ugo),
      ...both(uma, ugo),
      { from: anna.devices[1]!, to: uma.user },
      { from: uma.devices[1]!, to: ugo.user },
    ];
    return { anna, emil, uma, ugo, pairs };
  }

  traffic(pairs: readonly Pair[], ratePerSecond: number): Traffic {
    return this.turns(pairs.map(turnOf), ratePerSecond);
  }

  turns(turns: readonly Turn[], ratePerSecond: number): Traffic {
    const traffic = new Traffic(turns, ratePerSecond);
    this.#traffics.push(traffic);
    return traffic;
  }

  /**
   * Ends the scenario: the traffic stops, every outcome arrives, the cells owe each other nothing, every device comes
   * back once more and catches up; then the oracle judges. `openMax`: messages whose sender was lost on purpose.
   */
  async settle({ openMax = 0 }: { readonly openMax?: number } = {}): Promise<Counts> {
    const handles = (await Promise.all(this.#traffics.map((traffic) => traffic.stop()))).flat();
    const outcomes = Promise.allSettled(handles.map((handle) => handle.sequenced));
    await within(outcomes, { what: "every message has its outcome", timeoutMs: SETTLE_MS });
    await this.stage.nothingOwed([...new Set(this.#devices.map(({ user }) => user))], SETTLE_MS);
    const present = this.#devices.filter((device) => !device.isEnded);
    await Promise.all(present.map((device) => device.comeBack(SETTLE_MS)));
    await Promise.all(present.map((device) => device.end({ caughtUp: true })));
    const verdict = judge(this.history);
    const report = renderVerdict(verdict);
    expect(verdict.violations, report).toEqual([]);
    expect(verdict.counts, report).toMatchObject({ excused: 0 });
    expect(verdict.counts.open, report).toBeLessThanOrEqual(openMax);
    expect(verdict.counts.owed, report).toBeGreaterThan(0);
    return verdict.counts;
  }

  /** Two user ids whose conversation is numbered by the first (0) or the second (1). */
  #pairNumberedBy(first: string, second: string, wanted: 0 | 1): [UserId, UserId] {
    for (let attempt = 0; attempt < NAMES_TRIED_MAX; attempt++) {
      const pair: [UserId, UserId] = [this.userId(`${first}-${attempt}`), this.userId(`${second}-${attempt}`)];
      if (numberingUser(directConversationId(...pair), pair) === pair[wanted]) return pair;
    }
    throw new Error(`no pair of ${first} and ${second} is numbered as wanted`);
  }

  #keepHistory(): void {
    this.stage.markFailed();
    const folder = path.join(this.stage.dataDir, "histories");
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, `${this.#name}.jsonl`), formatHistory(this.history));
    const errors = this.#devices.flatMap(({ user, name, errors }) =>
      errors.map((error) => `${user}/${name}: ${error.message}`),
    );
    if (errors.length > 0) process.stderr.write(`errors of clients:\n  ${errors.slice(0, 20).join("\n  ")}\n`);
  }

  async #close(): Promise<void> {
    await Promise.allSettled(this.#traffics.map((traffic) => traffic.stop()));
    await Promise.all(this.#devices.map((device) => device.end({ caughtUp: false })));
    await this.stage.repair();
  }
}
