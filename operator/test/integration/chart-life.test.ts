/** Install, upgrade, uninstall, install again: with Helm itself. Its hooks are left out, as no node would run their Job. */

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ApiServer, apiServerMissing, startApiServer } from "../api-server.ts";
import { cellManifest } from "../bad-manifest.ts";
import { CHART, helm, helmMissing, NAMESPACE, RELEASE } from "../helm.ts";
import { PlainApi } from "../plain-api.ts";

const missing = helmMissing() ?? apiServerMissing();
const CRD = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/cells.cellwire.dev";
const CELLS = "/apis/cellwire.dev/v1alpha1/cells";
const CELL = "/apis/cellwire.dev/v1alpha1/namespaces/default/cells/stored";
const CLAIM = `/api/v1/namespaces/${NAMESPACE}/persistentvolumeclaims/cellwire-directory-postgres`;
const SECRET = `/api/v1/namespaces/${NAMESPACE}/secrets/cellwire-directory-keys`;
const OPERATOR = `/apis/apps/v1/namespaces/${NAMESPACE}/deployments/cellwire-operator`;
const BUDGET = `/apis/policy/v1/namespaces/${NAMESPACE}/poddisruptionbudgets/cellwire-operator`;

describe.skipIf(missing)("a release of the chart", () => {
  let server: ApiServer;
  let api: PlainApi;
  let older: string | undefined;

  const run = (...words: string[]): void => {
    const { status, errors } = helm(...words, "--namespace", NAMESPACE, "--kubeconfig", server.kubeconfigFile());
    expect({ words, status, errors: status === 0 ? "" : errors }).toEqual({ words, status: 0, errors: "" });
  };
  const release = (verb: "install" | "upgrade", ...words: string[]): void => run(verb, RELEASE, "--no-hooks", ...words);
  const uid = async (at: string): Promise<string | undefined> => {
    const { status, body } = await api.get(at);
    return status === 200 ? (body.metadata as { uid?: string }).uid : undefined;
  };

  beforeAll(async () => {
    server = await startApiServer();
    api = new PlainApi(server.config());
    older = olderChart();
    release("install", older, "--create-namespace");
    // As the Job would have made it.
    await api.apply(SECRET, {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "cellwire-directory-keys", namespace: NAMESPACE },
      stringData: { "signing.json": "{}" },
    });
    await api.apply(CELL, cellManifest({}, { name: "stored", namespace: "default" }));
  });

  afterAll(async () => {
    await api?.[Symbol.asyncDispose]();
    await server?.stop();
    if (older) rmSync(older, { recursive: true });
  });

  test("an upgrade changes what the values say, and the definitions", async () => {
    expect(await uid(BUDGET)).toBeDefined();
    expect(await api.columns(CELLS)).not.toContain("Region");
    release("upgrade", CHART, "--set", "operator.replicas=1");
    expect((await api.get(OPERATOR)).body["spec"]).toMatchObject({ replicas: 1 });
    expect(await uid(BUDGET)).toBeUndefined();
    expect(await api.columns(CELLS)).toContain("Region");
    expect(await uid(CELL)).toBeDefined();
  });

  test("an uninstall keeps definitions, cells, keys and data, and an installation takes them up again", async () => {
    const kept = [CRD, CELL, CLAIM, SECRET];
    const before = await Promise.all(kept.map(uid));
    expect(before).not.toContain(undefined);
    run("uninstall", RELEASE, "--no-hooks");
    expect(await uid(OPERATOR)).toBeUndefined();
    expect(await Promise.all(kept.map(uid))).toEqual(before);
    release("install", CHART);
    expect(await uid(OPERATOR)).toBeDefined();
    expect(await Promise.all(kept.map(uid))).toEqual(before);
  });

  test("definitions that were applied in another way can stay as they are", async () => {
    const before = (await api.get(CRD)).body.metadata;
    run("uninstall", RELEASE, "--no-hooks");
    release("install", CHART, "--set", "crds.install=false");
    expect((await api.get(CRD)).body.metadata.resourceVersion).toBe(before.resourceVersion);
  });
});

/** One whose definition of Cell lacks a column. */
function olderChart(): string {
  const chart = mkdtempSync(path.join(tmpdir(), "cellwire-chart-"));
  cpSync(CHART, chart, { recursive: true });
  const file = path.join(chart, "files/crds/cells.cellwire.dev.yaml");
  const text = readFileSync(file, "utf8");
  writeFileSync(file, text.replace(/ +- name: Region\n.+\n.+\n/, ""));
  return chart;
}
