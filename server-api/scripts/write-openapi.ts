/** Writes docs/server-api.openapi.json from the definitions. */

import { writeFileSync } from "node:fs";
import { openApiDocument } from "../src/openapi.ts";

const FILE = new URL("../../docs/server-api.openapi.json", import.meta.url);

writeFileSync(FILE, `${JSON.stringify(openApiDocument(), null, 2)}\n`);
