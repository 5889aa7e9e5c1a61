/** Writes what is made from code, the definitions in crds/ first of all: `npm run -w @cellwire/operator generate`. */

import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { generatedFiles } from "../src/generated-files.ts";

const ROOT = path.join(import.meta.dirname, "../..");

for (const [name, text] of generatedFiles()) {
  mkdirSync(path.dirname(path.join(ROOT, name)), { recursive: true });
  writeFileSync(path.join(ROOT, name), text);
  console.log(name);
}
