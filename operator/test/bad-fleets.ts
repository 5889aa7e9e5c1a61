/** CellFleets that must be refused. */

import { API_VERSION } from "../src/api/cell.ts";
import { atLeast, type BadManifest } from "./bad-manifest.ts";

/** A minimal manifest with `spec` merged in. */
export function fleetManifest(spec: object = {}): object {
  const release = { version: "1.0.0", templateRevision: 1 };
  return { apiVersion: API_VERSION, kind: "CellFleet", metadata: { name: "all" }, spec: { release, ...spec } };
}

const expression = (fields: object) => fleetManifest({ selector: { matchExpressions: [{ key: "tier", ...fields }] } });

export const BAD_FLEETS: readonly BadManifest[] = [
  {
    what: "no release",
    manifest: fleetManifest({ release: undefined }),
    path: "spec.release",
    remedy: /add it, with an object/,
    answer: /Required value/,
  },
  {
    what: "no wave",
    manifest: fleetManifest({ waves: [] }),
    path: "spec.waves",
    remedy: /1 or more entries/,
    answer: /should have at least 1 items/,
  },
  {
    what: "one wave's name twice",
    manifest: fleetManifest({ waves: [{ name: "canary" }, { name: "canary" }] }),
    path: "spec.waves",
    remedy: /give each wave a name of its own/,
  },
  {
    what: "no cell at a time",
    manifest: fleetManifest({ waves: [{ name: "canary", maxConcurrent: 0 }] }),
    path: "spec.waves[0].maxConcurrent",
    ...atLeast(1),
  },
  {
    what: "a selector of no value",
    manifest: expression({ operator: "In" }),
    path: "spec.selector.matchExpressions[0].values",
    remedy: /write at least one value, or another operator/,
  },
  {
    what: "a selector with values for mere existence",
    manifest: expression({ operator: "Exists", values: ["a"] }),
    path: "spec.selector.matchExpressions[0].values",
    remedy: /write at least one value, or another operator/,
  },
  {
    what: "a deadline of a second",
    manifest: fleetManifest({ progressDeadlineSeconds: 1 }),
    path: "spec.progressDeadlineSeconds",
    ...atLeast(60),
  },
];
