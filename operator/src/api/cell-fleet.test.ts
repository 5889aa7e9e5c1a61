import { expect, test } from "vitest";
import { API_VERSION } from "./cell.ts";
import { cellFleetSchema } from "./cell-fleet.ts";
import { manifestFaults } from "./manifest-faults.ts";
import { BAD_FLEETS, fleetManifest } from "../../test/bad-fleets.ts";

test("a minimal manifest gets every default", () => {
  expect(cellFleetSchema.parse(fleetManifest())).toEqual({
    apiVersion: API_VERSION,
    kind: "CellFleet",
    metadata: { name: "all" },
    spec: {
      selector: {},
      release: { version: "1.0.0", templateRevision: 1 },
      waves: [{ name: "all", selector: {}, maxConcurrent: 1, minSuccessSeconds: 0 }],
      progressDeadlineSeconds: 1_800,
      maxFailures: 0,
      paused: false,
    },
  });
});

test.each(BAD_FLEETS)(
  "a fleet with $what is refused with the field's path and a remedy",
  ({ manifest, path, remedy }) => {
    const faults = manifestFaults(cellFleetSchema.safeParse(manifest, { reportInput: true }).error!, "CellFleet");
    expect(faults.map((fault) => fault.path)).toEqual([path]);
    expect(`${faults[0]!.problem}; ${faults[0]!.remedy}`).toMatch(remedy);
  },
);
