/** What each condition says of which facts; that they come true in a cluster is shown by reconcile.test.ts. */

import { describe, expect, test } from "vitest";
import type { CellRecord } from "@cellwire/protocol";
import { sampleCell } from "../../../test/sample-cells.ts";
import type { KubeObject } from "../../kube/contract.ts";
import type { Facts } from "../facts.ts";
import { DONE, PHASES, waiting, type Outcome, type PhaseName } from "../outcome.ts";
import type { WorkloadState } from "../workload-state.ts";
import type { BackupReport } from "../backup-reports.ts";
import { available } from "./available.ts";
import { backedUp } from "./backed-up.ts";
import { deleting } from "./deleting.ts";
import { directoryRegistered } from "./directory-registered.ts";
import { forwarderReady } from "./forwarder-ready.ts";
import { gatewayReady } from "./gateway-ready.ts";
import { paused } from "./paused.ts";
import { postgresReady } from "./postgres-ready.ts";
import { redisReady } from "./redis-ready.ts";
import { rollingOut } from "./rolling-out.ts";
import { upToDate } from "./up-to-date.ts";

const UP: WorkloadState = {
  exists: true,
  wanted: 2,
  total: 2,
  ready: 2,
  updated: 2,
  isReplaced: true,
  isRolledOut: true,
  stalled: undefined,
};
const DOWN: WorkloadState = { ...UP, ready: 0, isRolledOut: false };
const record = (state: CellRecord["state"]) => ({ state }) as CellRecord;

function outcomes(open: Partial<Record<PhaseName, Outcome>> = {}): Facts["outcomes"] {
  return new Map(PHASES.map((name) => [name, open[name] ?? DONE]));
}

const HEALTHY: Facts = {
  cell: sampleCell("minimal"),
  unknownFields: [],
  outcomes: outcomes(),
  postgres: UP,
  volumeClaim: undefined,
  redis: UP,
  gateway: UP,
  forwarder: UP,
  serves: true,
  endpoint: "ws://eu",
  release: { target: { version: "1.0.0", templateRevision: 1 }, isReached: true },
  record: record("ACTIVE"),
  directoryState: "ACTIVE",
  connections: 0,
  backup: undefined,
  deletion: undefined,
  podTroubles: { postgres: undefined, redis: undefined, gateway: undefined, forwarder: undefined },
};

const claim = (asked: string, status: object, deletionTimestamp?: string): KubeObject => ({
  apiVersion: "v1",
  kind: "PersistentVolumeClaim",
  metadata: { name: "eu-postgres", ...(deletionTimestamp && { deletionTimestamp }) },
  spec: { resources: { requests: { storage: asked } } },
  status,
});

test("of a healthy cell all that should be True is", () => {
  const good = [available, postgresReady, redisReady, gatewayReady, forwarderReady, directoryRegistered, upToDate];
  for (const condition of good) expect(condition(HEALTHY), condition.name).toMatchObject({ status: "True" });
  for (const condition of [rollingOut, deleting, paused]) {
    expect(condition(HEALTHY), condition.name).toMatchObject({ status: "False" });
  }
});

describe("PostgresReady", () => {
  test.each([
    [claim("10Gi", { phase: "Pending" }), "is not bound to a volume yet"],
    [claim("20Gi", { phase: "Bound", capacity: { storage: "20Gi" } }), "volumes cannot shrink"],
    [claim("10Gi", { phase: "Bound", capacity: { storage: "8Gi" } }), "grows from 8Gi to 10Gi"],
    [claim("10Gi", { phase: "Bound" }, "2026-01-01T00:00:00Z"), "someone deleted volume claim eu-postgres"],
  ])("tells what is unusual about the volume", (volumeClaim, words) => {
    expect(postgresReady({ ...HEALTHY, volumeClaim }).message).toContain(words);
    const starting = outcomes({ postgres: waiting("PostgresStarting", "waiting for Postgres to answer") });
    const down = postgresReady({ ...HEALTHY, volumeClaim, postgres: DOWN, outcomes: starting });
    expect(down).toMatchObject({ status: "False", reason: "PostgresStarting" });
    expect(down.message).toContain(words);
  });

  test("tells in the pod's own words why it does not start", () => {
    const podTroubles = { ...HEALTHY.podTroubles, postgres: "pod eu-postgres-0: the volume holds Postgres 17" };
    const facts = { ...HEALTHY, postgres: DOWN, podTroubles };
    expect(postgresReady(facts).message).toContain("the volume holds Postgres 17");
  });

  test("stays True when a change of it is refused", () => {
    const refused = outcomes({ postgres: { kind: "failed", reason: "Forbidden", message: "no growth" } });
    expect(postgresReady({ ...HEALTHY, outcomes: refused })).toMatchObject({ status: "True" });
    expect(upToDate({ ...HEALTHY, outcomes: refused })).toMatchObject({ status: "False", reason: "Forbidden" });
  });
});

describe("BackedUp", () => {
  const backed = { ...HEALTHY, cell: sampleCell("full") };
  const report: BackupReport = {
    newest: "20261124-031500F",
    newestAt: 1_795_490_100,
    damaged: false,
    gap: false,
    failure: null,
    isOld: false,
    isBehind: false,
  };

  test("is True with the newest backup's name", () => {
    expect(backedUp({ ...backed, backup: report })).toMatchObject({ status: "True" });
    expect(backedUp({ ...backed, backup: report }).message).toContain("20261124-031500F");
  });

  test.each([
    ["Failing", { failure: "HTTP 403" }, "HTTP 403; the newest backup is 20261124-031500F"],
    ["Failing", { failure: "HTTP 403", newest: null }, "there is no backup"],
    ["ArchiveBehind", { isBehind: true }, "has waited for the store"],
    ["ArchiveGap", { gap: true }, "waiting for a full backup"],
    ["Damaged", { damaged: true }, "the volume is damaged"],
    ["Old", { isOld: true }, "the next one is late"],
  ])("is False with reason %s", (reason, change, words) => {
    const state = backedUp({ ...backed, backup: { ...report, ...change } });
    expect(state).toMatchObject({ status: "False", reason });
    expect(state.message).toContain(words);
  });

  test("says of a cell without backups what that means, and of one that others run nothing", () => {
    expect(backedUp(HEALTHY)).toMatchObject({ status: "False", reason: "NotAsked" });
    expect(backedUp({ ...HEALTHY, cell: sampleCell("external") })).toMatchObject({ status: "Unknown" });
  });

  test("is what it was for as long as nothing was heard, and False after silence", () => {
    expect(backedUp(backed)).toMatchObject({ status: "Unknown", reason: "NotHeard" });
    const former = { type: "BackedUp", status: "True" as const, reason: "BackedUp", message: "as before" };
    const status = { conditions: [{ ...former, lastTransitionTime: "2026-11-24T00:00:00Z" }] };
    const told = { ...backed, cell: { ...backed.cell, status } };
    expect(backedUp(told)).toEqual({ status: "True", reason: "BackedUp", message: "as before" });
    expect(backedUp({ ...told, backup: "silent" })).toMatchObject({ status: "False", reason: "Silent" });
  });
});

describe("Available", () => {
  test("stays True while pods are replaced, without a word of the directory, and while the cell drains", () => {
    const rolling = { ...HEALTHY, gateway: { ...UP, updated: 1, isReplaced: false } };
    expect(available(rolling).status).toBe("True");
    expect(available({ ...HEALTHY, record: undefined }).status).toBe("True");
    expect(available({ ...HEALTHY, directoryState: "DRAINING" }).status).toBe("True");
  });

  test("is False with everything that is missing", () => {
    const facts = { ...HEALTHY, serves: false, gateway: DOWN, forwarder: DOWN };
    expect(available(facts)).toMatchObject({
      status: "False",
      message: "gateway is not ready; forwarder is not ready",
    });
  });

  test("tells that no gateway is asked for", () => {
    const gateway = { ...UP, wanted: 0, ready: 0, updated: 0 };
    const facts = { ...HEALTHY, serves: false, gateway };
    expect(available(facts)).toMatchObject({ status: "False", reason: "NoGateways" });
    expect(available(facts).message).toContain("spec.gateway.replicas is 0");
  });

  test("is False until the directory has the cell as ACTIVE", () => {
    expect(available({ ...HEALTHY, directoryState: "PROVISIONING" })).toMatchObject({ status: "False" });
  });
});

describe("RollingOut", () => {
  const rolling = { ...HEALTHY, release: { ...HEALTHY.release, isReached: false } };

  test("counts, and tells the trouble of a pod before its deadline has passed", () => {
    const podTroubles = { ...HEALTHY.podTroubles, gateway: "pod eu-gateway-1: ErrImagePull" };
    const facts = { ...rolling, gateway: { ...UP, updated: 1 }, podTroubles };
    expect(rollingOut(facts)).toEqual({
      status: "True",
      reason: "Progressing",
      message: "1 of 2 gateways and 2 of 2 forwarders run 1.0.0 (templates 1); pod eu-gateway-1: ErrImagePull",
    });
  });

  test.each(["migration", "forwarder", "gateway"] as const)("is False when the %s stands still", (phase) => {
    const reason = phase === "migration" ? "MigrationFailed" : "Stalled";
    const facts = { ...rolling, outcomes: outcomes({ [phase]: waiting(reason, "it fails") }) };
    expect(rollingOut(facts)).toMatchObject({ status: "False", reason: "Halted" });
    expect(rollingOut(facts).message).toContain("it fails");
  });
});

describe("DirectoryRegistered", () => {
  test("is True for a cell that is on record and not ACTIVE yet", () => {
    const open = outcomes({ directory: waiting("Registered", "registered as PROVISIONING") });
    expect(directoryRegistered({ ...HEALTHY, outcomes: open })).toMatchObject({ status: "True" });
  });

  test("is False with the directory's refusal", () => {
    const open = outcomes({ directory: { kind: "failed", reason: "DirectoryRefused", message: "409" } });
    expect(directoryRegistered({ ...HEALTHY, outcomes: open })).toMatchObject({ reason: "DirectoryRefused" });
  });

  test("tells of a cell that is deleted what is still on record", () => {
    const deletion = { step: "MigratingUsers", outcome: DONE, usersRemaining: 1, isOver: false } as const;
    expect(directoryRegistered({ ...HEALTHY, deletion, record: record("DRAINING") })).toMatchObject({ status: "True" });
    expect(directoryRegistered({ ...HEALTHY, deletion, record: record("RETIRED") })).toMatchObject({ status: "False" });
  });
});

test("Deleting names the step and what keeps the cell", () => {
  const outcome = waiting("UsersRemain", "3 users have their home here");
  const deletion = { step: "MigratingUsers", outcome, usersRemaining: 3, isOver: false } as const;
  expect(deleting({ ...HEALTHY, deletion })).toEqual({
    status: "True",
    reason: "UsersRemain",
    message: "MigratingUsers: 3 users have their home here",
  });
});

test("Paused does not claim to stop a deletion", () => {
  const cell = { ...HEALTHY.cell, spec: { ...HEALTHY.cell.spec, paused: true } };
  const deletion = { step: "MigratingUsers", outcome: DONE, usersRemaining: 1, isOver: false } as const;
  expect(paused({ ...HEALTHY, cell, deletion }).message).toContain("goes on all the same");
});

test("UpToDate is Unknown where nothing is compared", () => {
  const cell = { ...HEALTHY.cell, spec: { ...HEALTHY.cell.spec, paused: true } };
  expect(upToDate({ ...HEALTHY, cell, outcomes: new Map() })).toMatchObject({ status: "Unknown", reason: "Paused" });
  expect(paused({ ...HEALTHY, cell })).toMatchObject({ status: "True" });
});
