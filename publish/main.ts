/** `npm run package`: makes the tar files of the published packages in dist/. */

import path from "node:path";
import { packPackages } from "./package-stage.ts";

const root = path.join(import.meta.dirname, "..");
const archives = packPackages({ root, out: path.join(root, "dist") });
process.stdout.write(`${Object.values(archives).join("\n")}\n`);
