import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { expect, test } from "vitest";

const PACKAGE = join(import.meta.dirname, "..");
const GENERATE_TIMEOUT_MS = 60_000;

test(
  "src/generated is what scripts/generate.sh makes of proto/cellwire.proto",
  { timeout: GENERATE_TIMEOUT_MS },
  () => {
    const out = mkdtempSync(join(tmpdir(), "cellwire-generated-"));
    try {
      const path = [join(PACKAGE, "../node_modules/.bin"), process.env["PATH"]].join(delimiter);
      const env = { ...process.env, PATH: path };
      execFileSync(join(PACKAGE, "scripts/generate.sh"), [out], { env, timeout: GENERATE_TIMEOUT_MS });
      for (const name of ["cellwire.js", "cellwire.d.ts"]) {
        const committed = readFileSync(join(PACKAGE, "src/generated", name), "utf8");
        expect(readFileSync(join(out, name), "utf8") === committed, `${name} is stale: run scripts/generate.sh`).toBe(
          true,
        );
      }
    } finally {
      rmSync(out, { recursive: true, force: true });
    }
  },
);
