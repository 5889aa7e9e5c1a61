/** Writes the CustomResourceDefinitions to crds/, and to the chart: `npm run -w @cellwire/operator generate`. */

import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { crdFiles } from "../src/api/crd-files.ts";

const ROOT = path.join(import.meta.dirname, "../..");

for (const [name, text] of crdFiles()) {
  mkdirSync(path.dirname(path.join(ROOT, name)), { recursive: true });
  writeFileSync(path.join(ROOT, name), text);
  console.log(name);
}
