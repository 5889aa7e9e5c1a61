import { expect, test } from "vitest";
import { applyCell, cellNamespace, removeCell, untilAvailable } from "./harness/cells.ts";
import { cellStatus, changeCapacity } from "./harness/cell-status.ts";
import type { CellsHolder } from "./harness/cells-holder.ts";
import { operatorMemoryMegabytes, scaleOperator } from "./harness/operator.ts";
import { eventually } from "../scenarios/harness/eventually.ts";

const CELL = "us";
const SETTLE_MS = 90_000;
/** Half of its limit by default. */
const OPERATOR_MEGABYTES_MAX = 256;

export function removal(holder: CellsHolder): void {
  test("the namespace of a cell can't be deleted", async () => {
    const { access } = holder.cells;
    const { code, stderr } = await access.tryKubectl(["delete", "namespace", cellNamespace(CELL), "--wait=false"]);
    expect(code).not.toBe(0);
    expect(stderr).toContain("cellwire.dev/force-delete");
  });

  test("a cell with users stays, and says how many and what ends the wait", async () => {
    const { access } = holder.cells;
    await access.kubectl(["--namespace", cellNamespace(CELL), "delete", `cell/${CELL}`, "--wait=false"]);
    await eventually(async () => (await cellStatus(access, CELL)).deletion?.step === "MigratingUsers", {
      what: "the deletion has come to the users",
      timeoutMs: SETTLE_MS,
    });
    const { deletion } = await cellStatus(access, CELL);
    expect(deletion?.usersRemaining).toBeGreaterThan(0);
    expect(deletion?.blockedBy).toContain("cellwire.dev/force-delete");
  });

  test("forced, it goes; its volume is kept, and nothing else", async () => {
    const { access } = holder.cells;
    await removeCell(access, CELL);
    const kinds = "deployments,statefulsets,jobs,services,secrets,configmaps,networkpolicies,poddisruptionbudgets,pvc";
    const left = ["get", kinds, "--selector=app.kubernetes.io/instance=us", "--output=name"];
    const names = (await access.kubectl(["--namespace", cellNamespace(CELL), ...left])).trim().split("\n");
    expect(names).toEqual(["persistentvolumeclaim/us-postgres"]);
  });

  test("an operator of one cell needs little memory", async () => {
    const { access } = holder.cells;
    await scaleOperator(access, 0);
    await scaleOperator(access, 1);
    await changeCapacity(access, "eu", 30_000);
    const megabytes = await operatorMemoryMegabytes(access);
    process.stdout.write(`the operator with one cell has ${megabytes.toFixed(0)} MB of memory\n`);
    expect(megabytes).toBeLessThan(OPERATOR_MEGABYTES_MAX);
  });

  test("a cell made anew under the same name serves, with a new generation", async () => {
    const { access } = holder.cells;
    await applyCell(access, CELL);
    await untilAvailable(access, CELL);
    expect((await cellStatus(access, CELL)).directory?.generation).toBe(2);
  });
}
