/** The real API server refuses bad manifests, fills in defaults, and guards what must not change. */

import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { cellFleetSchema } from "../../src/api/cell-fleet.ts";
import { parseCell } from "../../src/api/cell.ts";
import { type ApiServer, apiServerMissing, startApiServer } from "../api-server.ts";
import { GOOD_BACKUP } from "../bad-backups.ts";
import { BAD_CELLS } from "../bad-cells.ts";
import { BAD_FLEETS, fleetManifest } from "../bad-fleets.ts";
import { cellManifest } from "../bad-manifest.ts";
import { PlainApi } from "../plain-api.ts";

const ROOT = path.join(import.meta.dirname, "../../..");
const CELLS = "/apis/cellwire.dev/v1alpha1/namespaces/default/cells";
const SCALING = { min: 1, max: 4, targetConnectionsPerPod: 10_000 };
const FLEETS = "/apis/cellwire.dev/v1alpha1/cellfleets";

/** Documents of the examples, with the file's name for the test's. */
const EXAMPLES = ["examples", "examples/kubernetes"].flatMap((folder) =>
  readdirSync(path.join(ROOT, folder))
    .filter((name) => name.endsWith(".yaml"))
    .flatMap((name) => documents(`${folder}/${name}`)),
);

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec: object;
}

function documents(file: string): { file: string; kind: string; object: Manifest }[] {
  return parseAllDocuments(readFileSync(path.join(ROOT, file), "utf8")).map((document) => {
    const object = document.toJS() as Manifest;
    return { file, kind: object.kind, object };
  });
}

describe.skipIf(apiServerMissing())("the API server with the definitions of crds/", () => {
  let server: ApiServer;
  let api: PlainApi;

  beforeAll(async () => {
    server = await startApiServer();
    await server.applyCrds(["cells", "cellfleets"].map((name) => path.join(ROOT, `crds/${name}.cellwire.dev.yaml`)));
    api = new PlainApi(server.config());
  });

  afterAll(async () => {
    await api?.[Symbol.asyncDispose]();
    await server?.stop();
  });

  test.each(BAD_CELLS)("refuses a Cell with $what", async ({ manifest, path: field, remedy, answer }) => {
    const { status, body } = await api.tryCreate(CELLS, manifest);
    expect({ status, message: body.message }).toEqual({
      status: expect.any(Number),
      message: expect.stringContaining(field),
    });
    expect(body.message).toMatch(answer ?? remedy);
    expect([400, 422]).toContain(status);
  });

  test.each(BAD_FLEETS)("refuses a CellFleet with $what", async ({ manifest, path: field, remedy, answer }) => {
    const { body } = await api.tryCreate(FLEETS, manifest);
    expect(body.message).toContain(field);
    expect(body.message).toMatch(answer ?? remedy);
  });

  test("fills in the defaults that the parser here fills in", async () => {
    const cell = await api.tryCreate(CELLS, cellManifest());
    expect(cell.body["spec"]).toEqual(parseCell(cellManifest()).spec);
    const fleet = await api.tryCreate(FLEETS, fleetManifest());
    expect(fleet.body["spec"]).toEqual(cellFleetSchema.parse(fleetManifest()).spec);
  });

  test.each(EXAMPLES)("takes $file, $kind, as it is parsed here", async ({ kind, object }) => {
    const { metadata } = object;
    switch (kind) {
      case "Namespace": {
        const { body } = await api.apply(`/api/v1/namespaces/${metadata.name}`, object);
        expect(body).toMatchObject({ kind, metadata });
        break;
      }
      case "Cell": {
        const answer = await api.apply(
          `${CELLS.replace("default", metadata.namespace ?? "default")}/${metadata.name}`,
          object,
        );
        expect(answer.body["spec"] ?? answer.body.message).toEqual(parseCell(object).spec);
        break;
      }
      default: {
        const answer = await api.apply(`${FLEETS}/${metadata.name}`, object);
        expect(answer.body["spec"] ?? answer.body.message).toEqual(cellFleetSchema.parse(object).spec);
      }
    }
  });

  describe("of a stored Cell", () => {
    const STORED = `${CELLS}/stored`;
    const WITH_CLASS = `${CELLS}/with-class`;
    const classed = { postgres: { storage: { size: "10Gi", storageClassName: "fast" } } };

    const RESTORED = `${CELLS}/restored`;
    const restored = { schedulable: false, postgres: { backup: GOOD_BACKUP, restore: { backup: "latest" } } };

    beforeAll(async () => {
      await api.create(CELLS, cellManifest({}, { name: "stored" }));
      await api.create(CELLS, cellManifest(restored, { name: "restored" }));
      await api.create(CELLS, cellManifest(classed, { name: "with-class" }));
    });

    test.each([
      ["the region", STORED, { region: "us" }, "spec.region", /cannot be changed; .*make a new Cell/],
      ["the mode of Postgres", STORED, { postgres: { mode: "CloudNativePG" } }, "spec.postgres.mode", /move the users/],
      ["the storage class, by adding", STORED, classed, "spec.postgres.storage.storageClassName", /leave it as it was/],
      [
        "the storage class, by changing",
        WITH_CLASS,
        { postgres: { storage: { storageClassName: "slow" } } },
        "spec.postgres.storage.storageClassName",
        /cannot be added, changed or removed/,
      ],
      [
        "the storage class, by removing",
        WITH_CLASS,
        { postgres: { storage: { storageClassName: null } } },
        "spec.postgres.storage.storageClassName",
        /leave it as it was/,
      ],
      [
        "the storage class, with all of postgres",
        WITH_CLASS,
        { postgres: null },
        "spec.postgres.storage.storageClassName",
        /leave it as it was/,
      ],
      [
        "what is restored",
        RESTORED,
        { postgres: { restore: { backup: "20261124-031500F" } } },
        "spec.postgres.restore",
        /cannot be changed while it is there; .*remove it first/,
      ],
      [
        "a restored cell without new users",
        RESTORED,
        { schedulable: true },
        "spec.schedulable",
        /remove postgres\.restore and write true/,
      ],
      [
        "the size, by shrinking",
        STORED,
        { postgres: { storage: { size: "9Gi" } } },
        "spec.postgres.storage.size",
        /cannot shrink; write at least the size that it has/,
      ],
      [
        "the size, by shrinking in another unit",
        STORED,
        { postgres: { storage: { size: "10G" } } },
        "spec.postgres.storage.size",
        /cannot shrink/,
      ],
      [
        "the number of gateways, under autoscaling as well",
        STORED,
        { gateway: { autoscaling: SCALING } },
        "spec.gateway",
        /exactly one/,
      ],
    ])("%s stays", async (_what, at, spec, field, remedy) => {
      const { status, body } = await api.merge(at, { spec });
      expect(body.message).toContain(field);
      expect(body.message).toMatch(remedy);
      expect(status).toBe(422);
    });

    test.each([
      ["the size, by growing", { postgres: { storage: { size: "20Gi" } } }],
      ["the gateways' count", { gateway: { replicas: 3 } }],
      ["autoscaling in place of replicas", { gateway: { replicas: null, autoscaling: SCALING } }],
      ["whether it takes users", { schedulable: false }],
    ])("%s changes", async (_what, spec) => {
      const { status, body } = await api.merge(STORED, { spec });
      expect(body.message).toBeUndefined();
      expect(status).toBe(200);
    });

    test("kubectl scale changes the gateways, and shows what the status says", async () => {
      const status = { gatewayReplicas: 2, selector: "app.kubernetes.io/instance=with-class" };
      await api.merge(`${WITH_CLASS}/status`, { status });
      const { body } = await api.merge(`${WITH_CLASS}/scale`, { spec: { replicas: 5 } });
      expect(body).toMatchObject({ spec: { replicas: 5 }, status: { replicas: 2, selector: status.selector } });
      expect((await api.get(WITH_CLASS)).body["spec"]).toMatchObject({ gateway: { replicas: 5 } });
    });

    test("kubectl get shows its columns", async () => {
      const columns = await api.columns(CELLS);
      expect(columns).toEqual([
        "Name",
        "Region",
        "Phase",
        "Reason",
        "Available",
        "Version",
        "Users",
        "Connections",
        "Endpoint",
        "Age",
      ]);
    });

    test("conditions are kept one a type, whoever applies them", async () => {
      const condition = { type: "Available", status: "True", reason: "Serving", message: "" };
      const lastTransitionTime = "2026-01-01T00:00:00Z";
      const status = {
        conditions: [
          { ...condition, lastTransitionTime },
          { ...condition, lastTransitionTime },
        ],
      };
      expect((await api.merge(`${STORED}/status`, { status })).body.message).toMatch(/Duplicate value/);
    });
  });
});
