import { parseCell, type Cell } from "@cellwire/operator/api/cell.ts";
import { describe, expect, test } from "vitest";
import { planCluster, type ClusterPlan } from "./cell-plan.ts";
import { LocalError } from "./errors.ts";

const PATHS = { stores: "/data/stores", logs: "/data/logs", keys: "/data/keys" };

function cell(name: string, spec: Record<string, unknown> = {}): Cell {
  return parseCell({
    apiVersion: "cellwire.dev/v1alpha1",
    kind: "Cell",
    metadata: { name },
    spec: { region: name, forwarder: { replicas: 1 }, ...spec },
  });
}

function plan(manifests: Cell[], basePort = 7400): ClusterPlan {
  return planCluster({ manifests, basePort, paths: PATHS, storePassword: "secret" });
}

test("each cell gets a Postgres, a Redis and as many processes as its manifest says", () => {
  const { cells } = plan([cell("eu", { gateway: { replicas: 2 } }), cell("us", { gateway: { replicas: 1 } })]);
  const names = cells.map((one) =>
    [one.postgres, one.redis, ...one.gateways, ...one.forwarders].map(({ name }) => name),
  );
  expect(names).toEqual([
    ["eu/postgres", "eu/redis", "eu/gateway-0", "eu/gateway-1", "eu/forwarder-0"],
    ["us/postgres", "us/redis", "us/gateway-0", "us/forwarder-0"],
  ]);
});

test("ports are consecutive from the base port and none is dealt twice", () => {
  const { ports } = plan([cell("eu"), cell("us")], 9000);
  expect(ports.map(({ port }) => port)).toEqual(ports.map((_, index) => 9000 + index));
});

test("the URLs that clients and other cells use are those that the processes listen on", () => {
  const [eu] = plan([cell("eu", { gateway: { replicas: 2 } })]).cells;
  const listening = eu?.gateways.map(({ env }) => `ws://127.0.0.1:${env["CELLWIRE_GATEWAY_PORT"]}`);
  expect(eu?.gatewayUrls).toEqual(listening);
  expect(eu?.ingestUrl).toBe(`http://127.0.0.1:${eu?.forwarders[0]?.env["CELLWIRE_INGEST_PORT"]}`);
});

test("a gateway's environment is complete", () => {
  const { directory, cells } = plan([cell("eu", { gateway: { replicas: 1 } })]);
  expect(cells[0]?.gateways[0]?.env).toEqual({
    CELLWIRE_HOST: "127.0.0.1",
    CELLWIRE_CELL: "eu",
    CELLWIRE_PROCESS: "gateway-0",
    CELLWIRE_DATABASE_URL: "postgres://cellwire:secret@127.0.0.1:7402/cellwire",
    CELLWIRE_REDIS_URL: "redis://:secret@127.0.0.1:7403/0",
    CELLWIRE_SERVER_TOKEN_KEYS_FILE: "/data/keys/server-tokens-public.json",
    CELLWIRE_WEBHOOK_SECRET_FILE: "/data/keys/webhook-secret",
    CELLWIRE_DIRECTORY_URL: directory.url,
    CELLWIRE_CELL_KEYS_FILE: "/data/keys/cell-eu.json",
    CELLWIRE_GATEWAY_PORT: "7404",
    CELLWIRE_INTERNAL_PORT: "7405",
    CELLWIRE_ADVERTISE_URL: "ws://127.0.0.1:7405",
  });
});

test("autoscaling starts at its minimum", () => {
  const autoscaling = { min: 3, max: 9, targetConnectionsPerPod: 1_000 };
  expect(plan([cell("eu", { gateway: { autoscaling } })]).cells[0]?.gateways).toHaveLength(3);
});

describe("what one machine can't run is refused", () => {
  test.each<[what: string, manifests: Cell[], message: RegExp]>([
    ["two cells of one name", [cell("eu"), cell("eu")], /two manifests have metadata\.name eu/],
    ["a cell named like the directory", [cell("directory")], /metadata\.name directory/],
    ["no forwarder", [cell("eu", { forwarder: { replicas: 0 } })], /cell eu: spec\.forwarder\.replicas 0/],
    ["no gateway", [cell("eu", { gateway: { replicas: 0 } })], /cell eu: spec\.gateway\.replicas 0/],
    [
      "a Postgres from elsewhere",
      [cell("eu", { postgres: { mode: "External", external: { secretName: "a" } } })],
      /External/,
    ],
  ])("%s", (_what, manifests, message) => {
    expect(() => plan(manifests)).toThrow(LocalError);
    expect(() => plan(manifests)).toThrow(message);
  });

  test("ports beyond the last", () => {
    expect(() => plan([cell("eu")], 65_534)).toThrow(/run past 65535/);
  });
});

test("the processes of a cell with an object store are told of it, with the keys of this machine", () => {
  const media = { endpoint: "http://s3.example", bucket: "cellwire", secretName: "s3", maxObjectBytes: 1_000 };
  const manifests = [cell("eu", { media })];
  const input = { manifests, basePort: 7400, paths: PATHS, storePassword: "secret" };
  const mediaKeys = { accessKeyId: "id", secretAccessKey: "key" };
  const [eu] = planCluster({ ...input, mediaKeys }).cells;
  for (const { env } of [...eu!.gateways, ...eu!.forwarders])
    expect(env).toMatchObject({
      CELLWIRE_MEDIA_ENDPOINT: "http://s3.example",
      CELLWIRE_MEDIA_BUCKET: "cellwire",
      CELLWIRE_MEDIA_ACCESS_KEY_ID: "id",
      CELLWIRE_MEDIA_SECRET_ACCESS_KEY: "key",
      CELLWIRE_MEDIA_OBJECT_BYTES_MAX: "1000",
    });
  expect(() => planCluster(input)).toThrow(LocalError);
});

test("the processes of a cell that wakes devices are told how, and a key that is missing is named", () => {
  const push = { subject: "mailto:ops@example.com", relayUrl: "https://relay.example", secretName: "push" };
  const input = { manifests: [cell("eu", { push })], basePort: 7400, paths: PATHS, storePassword: "secret" };
  const pushKeys = { vapidPublicKey: "public", vapidPrivateKey: "private", relaySecret: "relay" };
  const [eu] = planCluster({ ...input, pushKeys }).cells;
  for (const { env } of [...eu!.gateways, ...eu!.forwarders])
    expect(env).toMatchObject({
      CELLWIRE_PUSH_SUBJECT: "mailto:ops@example.com",
      CELLWIRE_PUSH_VAPID_PUBLIC_KEY: "public",
      CELLWIRE_PUSH_VAPID_PRIVATE_KEY: "private",
      CELLWIRE_PUSH_RELAY_URL: "https://relay.example",
      CELLWIRE_PUSH_RELAY_SECRET: "relay",
    });
  expect(() => planCluster({ ...input, pushKeys: { ...pushKeys, relaySecret: undefined } })).toThrow(LocalError);
});
