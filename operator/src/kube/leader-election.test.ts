import assert from "node:assert";
import { silentLogger } from "@cellwire/runtime/log.ts";
import { describe, expect, test } from "vitest";
import { KubeError, type KubeApi, type KubeObject, type ObjectKey, type Resource } from "./contract.ts";
import { LeaderElection, leaderOnly } from "./leader-election.ts";
import type { Lease } from "./lease.ts";

const KEY = { namespace: "cellwire-system", name: "cellwire-operator" };

class ManualClock {
  nowAtMs = Date.parse("2026-01-01T00:00:00Z");
  monotonicAtMs = 0;

  nowMs(): number {
    return this.nowAtMs;
  }

  monotonicMs(): number {
    return this.monotonicAtMs;
  }

  pass(ms: number): void {
    this.nowAtMs += ms;
    this.monotonicAtMs += ms;
  }
}

/** The one Lease, with the API server's rules about versions. */
class LeaseServer {
  lease: Lease | undefined;
  unreachable = false;
  /** The write happens, its answer is lost. */
  losesAnswers = false;
  calls = 0;
  #version = 0;

  async get<T extends KubeObject>(_resource: Resource, _key: ObjectKey): Promise<T | undefined> {
    this.#reach();
    return this.lease as T | undefined;
  }

  async create<T extends KubeObject>(_resource: Resource, object: T): Promise<T> {
    this.#reach();
    if (this.lease) throw new KubeError("there", { reason: "AlreadyExists", status: 409, retryable: false });
    return this.#store(object) as T;
  }

  async patch<T extends KubeObject>(...[, , change]: Parameters<KubeApi["patch"]>): Promise<T> {
    this.#reach();
    assert(this.lease, "a patch of nothing");
    const { uid, resourceVersion } = this.lease.metadata;
    if (change.preconditions.uid !== uid || change.preconditions.resourceVersion !== resourceVersion) {
      throw new KubeError("changed", { reason: "Conflict", status: 409, retryable: false });
    }
    const { spec } = change.patch as Pick<Lease, "spec">;
    return this.#store({ ...this.lease, spec: { ...this.lease.spec, ...spec } }) as T;
  }

  #reach(): void {
    this.calls += 1;
    if (this.unreachable) throw unreachable();
  }

  #store(object: KubeObject): KubeObject {
    const metadata = { ...object.metadata, uid: "u", resourceVersion: String(++this.#version) };
    this.lease = { ...object, metadata };
    if (this.losesAnswers) throw unreachable();
    return this.lease;
  }
}

function unreachable(): KubeError {
  return new KubeError("no answer", { reason: "Unreachable", status: 0, retryable: true });
}

function elector(server: LeaseServer, identity: string, clock = new ManualClock()) {
  const election = new LeaderElection({ api: server, lease: KEY, identity, log: silentLogger, clock });
  const told: boolean[] = [];
  election.onChange((leads) => void told.push(leads));
  return { election, clock, told };
}

describe("the first to come", () => {
  test("leads, with times that an API server takes", async () => {
    const server = new LeaseServer();
    const { election, told } = elector(server, "a");
    expect(election.isLeader()).toBe(false);
    await election.runOnce();
    expect(election.isLeader()).toBe(true);
    expect(told).toEqual([true]);
    expect(server.lease?.spec).toEqual({
      holderIdentity: "a",
      leaseDurationSeconds: 15,
      acquireTime: "2026-01-01T00:00:00.000000Z",
      renewTime: "2026-01-01T00:00:00.000000Z",
      leaseTransitions: 0,
    });
  });

  test("keeps the lease with one call a renewal", async () => {
    const server = new LeaseServer();
    const { election, clock } = elector(server, "a");
    await election.runOnce();
    server.calls = 0;
    for (let n = 0; n < 10; n++) {
      clock.pass(2_000);
      await election.runOnce();
      expect(election.isLeader()).toBe(true);
    }
    expect(server.calls).toBe(10);
    expect(server.lease?.spec).toMatchObject({ renewTime: "2026-01-01T00:00:20.000000Z", leaseTransitions: 0 });
  });
});

describe("a leader that cannot renew", () => {
  test("gives up before another may follow", async () => {
    const server = new LeaseServer();
    const a = elector(server, "a");
    const b = elector(server, "b");
    await a.election.runOnce();
    await b.election.runOnce();
    server.unreachable = true;
    a.clock.pass(9_999);
    await a.election.runOnce();
    expect(a.election.isLeader()).toBe(true);
    a.clock.pass(1);
    expect(a.election.isLeader()).toBe(false);
    await a.election.runOnce();
    expect(a.told).toEqual([true, false]);
    server.unreachable = false;
    b.clock.pass(15_000);
    await b.election.runOnce();
    expect(b.election.isLeader()).toBe(false);
    b.clock.pass(1);
    await b.election.runOnce();
    expect(b.election.isLeader()).toBe(true);
    expect(server.lease?.spec?.leaseTransitions).toBe(1);
    await a.election.runOnce();
    expect(a.election.isLeader()).toBe(false);
  });

  test("leads on when it renews in the end and nobody followed", async () => {
    const server = new LeaseServer();
    const { election, clock, told } = elector(server, "a");
    await election.runOnce();
    clock.pass(60_000);
    await election.runOnce();
    expect(election.isLeader()).toBe(true);
    expect(told).toEqual([true]);
  });

  test("counts from before the renewal left, however late the answer comes", async () => {
    const server = new LeaseServer();
    const { election, clock } = elector(server, "a");
    const create = server.create.bind(server);
    server.create = async (resource, object) => {
      const created = await create(resource, object);
      clock.pass(10_000);
      return created;
    };
    await election.runOnce();
    expect(election.isLeader()).toBe(false);
  });

  test("recovers from a write whose answer was lost", async () => {
    const server = new LeaseServer();
    const { election, clock } = elector(server, "a");
    await election.runOnce();
    server.losesAnswers = true;
    clock.pass(2_000);
    await election.runOnce();
    server.losesAnswers = false;
    clock.pass(2_000);
    await election.runOnce();
    clock.pass(9_999);
    expect(election.isLeader()).toBe(true);
  });
});

describe("clocks", () => {
  test("a process that was stopped does not lead when it wakes, before anything else runs", async () => {
    const { election, clock } = elector(new LeaseServer(), "a");
    await election.runOnce();
    clock.monotonicAtMs += 60_000;
    expect(election.isLeader()).toBe(false);
    expect(election.fence()).toBe(0);
  });

  test("nor does one on a machine whose monotonic clock was suspended", async () => {
    const { election, clock } = elector(new LeaseServer(), "a");
    await election.runOnce();
    clock.nowAtMs += 60_000;
    expect(election.isLeader()).toBe(false);
  });

  test("a wall clock that goes back prolongs nothing", async () => {
    const { election, clock } = elector(new LeaseServer(), "a");
    await election.runOnce();
    clock.nowAtMs -= 3_600_000;
    clock.monotonicAtMs += 10_000;
    expect(election.isLeader()).toBe(false);
  });

  test("an hour between the clocks of two neither ends a lease early nor keeps it", async () => {
    const server = new LeaseServer();
    const a = elector(server, "a");
    const b = elector(server, "b");
    b.clock.nowAtMs += 3_600_000;
    await a.election.runOnce();
    for (let n = 0; n < 20; n++) {
      a.clock.pass(2_000);
      b.clock.pass(2_000);
      await a.election.runOnce();
      await b.election.runOnce();
      expect([a.election.isLeader(), b.election.isLeader()]).toEqual([true, false]);
    }
    for (let n = 0; n < 8; n++) {
      b.clock.pass(2_000);
      await b.election.runOnce();
    }
    expect(b.election.isLeader()).toBe(true);
  });
});

describe("a follower", () => {
  test("believes the duration that the holder wrote, up to a bound", async () => {
    const server = new LeaseServer();
    const spec = { holderIdentity: "old", leaseDurationSeconds: 1_000_000 };
    await server.create({} as Resource, { apiVersion: "", kind: "", metadata: KEY, spec } satisfies Lease);
    const { election, clock } = elector(server, "a");
    await election.runOnce();
    clock.pass(200_000);
    await election.runOnce();
    expect(election.isLeader()).toBe(false);
    clock.pass(100_001);
    await election.runOnce();
    expect(election.isLeader()).toBe(true);
  });

  test("of two that try at once, one leads", async () => {
    const server = new LeaseServer();
    const electors = ["a", "b"].map((identity) => elector(server, identity));
    await Promise.all(electors.map(({ election }) => election.runOnce()));
    expect(electors.filter(({ election }) => election.isLeader())).toHaveLength(1);
  });
});

test("a leader that stops is followed at once", async () => {
  const server = new LeaseServer();
  const a = elector(server, "a");
  await a.election.runOnce();
  await a.election.stop();
  expect(a.election.isLeader()).toBe(false);
  expect(a.told).toEqual([true, false]);
  const b = elector(server, "b");
  await b.election.runOnce();
  expect(b.election.isLeader()).toBe(true);
  await a.election.stop();
  expect(server.lease?.spec?.holderIdentity).toBe("b");
});

test("the fence tells how long a write may be under way", async () => {
  const { election, clock } = elector(new LeaseServer(), "a");
  let fence: (() => number) | undefined;
  const fencedBy = (given: () => number) => {
    fence = given;
    return {} as KubeApi;
  };
  leaderOnly({ fencedBy }, election);
  expect(fence?.()).toBe(0);
  await election.runOnce();
  clock.pass(4_000);
  expect(fence?.()).toBe(11_000);
});

test("a deadline that leaves no gap is refused", () => {
  const options = { api: new LeaseServer(), lease: KEY, identity: "a", log: silentLogger };
  expect(() => new LeaderElection({ ...options, leaseMs: 10_000, renewDeadlineMs: 10_000 })).toThrow("less than");
});
