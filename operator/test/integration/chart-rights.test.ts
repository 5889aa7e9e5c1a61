/** A whole life of a Cell with the rights that the chart gives to the operator, and no more. */

import { silentLogger } from "@cellwire/runtime/log.ts";
import type { Lifecycle } from "@cellwire/runtime/lifecycle.ts";
import { request } from "undici";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { composeOperator } from "../../src/compose.ts";
import { type ApiServer, apiServerMissing, startApiServer } from "../api-server.ts";
import { cellManifest } from "../bad-manifest.ts";
import { chartManifests, helmMissing, NAMESPACE } from "../helm.ts";
import { manifestPath } from "../manifest-path.ts";
import { PlainApi } from "../plain-api.ts";

const missing = helmMissing() ?? apiServerMissing();
const OPERATOR = `system:serviceaccount:${NAMESPACE}:cellwire-operator`;
/** Its own for each test process, as two may run at once. */
const PORT = 32_000 + (process.pid % 500);
const CELL = "/apis/cellwire.dev/v1alpha1/namespaces/cell-eu/cells/eu";
const JOBS = "/apis/batch/v1/namespaces/cell-eu/jobs";
const DEPLOYMENTS = "/apis/apps/v1/namespaces/cell-eu/deployments";
const STATEFUL_SETS = "/apis/apps/v1/namespaces/cell-eu/statefulsets";
const NAMESPACE_OF_CELL = "/api/v1/namespaces/cell-eu";
const STEP = { timeout: 20_000, interval: 100 };
const READY = { replicas: 1, readyReplicas: 1, availableReplicas: 1, updatedReplicas: 1, observedGeneration: 1 };
const TIME = "2026-01-01T00:00:00Z";
const MIGRATED = {
  startTime: TIME,
  completionTime: TIME,
  succeeded: 1,
  conditions: ["SuccessCriteriaMet", "Complete"].map((type) => ({ type, status: "True", lastTransitionTime: TIME })),
};

describe.skipIf(missing)("an operator with the rights of the chart", () => {
  let server: ApiServer;
  let api: PlainApi;
  let operator: Lifecycle;

  beforeAll(async () => {
    server = await startApiServer();
    api = new PlainApi(server.config());
    for (const name of [NAMESPACE, "cell-eu"]) {
      await api.apply(`/api/v1/namespaces/${name}`, { apiVersion: "v1", kind: "Namespace", metadata: { name } });
    }
    for (const manifest of chartManifests()) await api.apply(manifestPath(manifest), manifest);
    const config = {
      CELLWIRE_LOG_LEVEL: "info",
      CELLWIRE_FAULTS: "",
      CELLWIRE_HOST: "127.0.0.1",
      CELLWIRE_OPERATOR_PORT: PORT,
      // Nobody is there: the cell never takes users, and can go.
      CELLWIRE_DIRECTORY_URL: "http://127.0.0.1:9",
      CELLWIRE_DIRECTORY_ADMIN_TOKEN_FILE: import.meta.filename,
      CELLWIRE_IMAGE: "localhost/cellwire",
      CELLWIRE_DEFAULT_VERSION: "1.0.0",
      CELLWIRE_POSTGRES_IMAGE: "postgres:18",
      CELLWIRE_REDIS_IMAGE: "redis:8",
      POD_NAME: "operator-0",
      POD_NAMESPACE: NAMESPACE,
    } as const;
    operator = await composeOperator(config, server.config({ user: OPERATOR }), silentLogger);
    await operator.start();
  });

  afterAll(async () => {
    await operator?.stop();
    await api?.[Symbol.asyncDispose]();
    await server?.stop();
  });

  test("makes a cell and removes it, and is never refused", async () => {
    const spec = { monitoring: "Auto", gateway: { autoscaling: { min: 1, max: 2, targetConnectionsPerPod: 1_000 } } };
    await api.apply(CELL, cellManifest(spec, { name: "eu", namespace: "cell-eu" }));
    // What the cluster would do: run the stores, and the migration.
    await untilPatched(`${STATEFUL_SETS}/eu-postgres/status`, READY);
    await untilPatched(`${DEPLOYMENTS}/eu-redis/status`, READY);
    await vi.waitFor(async () => expect(await names(JOBS)).toHaveLength(1), STEP);
    await untilPatched(`${JOBS}/${(await names(JOBS))[0]}/status`, MIGRATED);
    await vi.waitFor(async () => expect(await names(DEPLOYMENTS)).toContain("eu-gateway"), STEP);
    expect((await api.get(NAMESPACE_OF_CELL)).body.metadata).toMatchObject({
      labels: { "cellwire.dev/holds-cells": "true" },
    });

    await api.merge(CELL, { metadata: { annotations: { "cellwire.dev/force-delete": "eu" } } });
    await api.delete(CELL);
    await vi.waitFor(async () => expect((await api.get(CELL)).status).toBe(404), STEP);
    expect(await names(DEPLOYMENTS)).toEqual([]);
    expect((await api.get(NAMESPACE_OF_CELL)).body.metadata).not.toHaveProperty(["labels", "cellwire.dev/holds-cells"]);
    expect(await refusals()).toEqual([]);
  });

  async function untilPatched(path: string, status: object): Promise<void> {
    await vi.waitFor(async () => expect((await api.merge(path, { status })).status).toBe(200), STEP);
  }

  async function names(path: string): Promise<string[]> {
    const items = (await api.get(path)).body["items"] as { metadata: { name: string } }[];
    return items.map(({ metadata }) => metadata.name);
  }
});

/** Of the operator's requests, as it counts them: those that were forbidden. */
async function refusals(): Promise<string[]> {
  const { body } = await request(`http://127.0.0.1:${PORT}/metrics`, { signal: AbortSignal.timeout(5_000) });
  const lines = (await body.text())
    .split("\n")
    .filter((line) => line.startsWith("cellwire_operator_api_requests_total"));
  expect(lines.length).toBeGreaterThan(0);
  return lines.filter((line) => /code="(401|403)"/.test(line));
}
