/** The generated files: for `kubectl apply -f crds/`, and for the chart. */

import { stringify } from "yaml";
import { customResourceDefinitions } from "./custom-resources.ts";

const HEADER = "# Generated from operator/src/api by `npm run -w @cellwire/operator generate`.\n";

/** Removing the definition would remove every Cell: neither an upgrade nor an uninstall of the chart may do it. */
const KEEP = { "helm.sh/resource-policy": "keep" };

/** Texts by their paths from the root of the repository. */
export function crdFiles(): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const [name, definition] of customResourceDefinitions()) {
    files.set(`crds/${name}.yaml`, yamlText(definition));
    const metadata = { ...(definition["metadata"] as object), annotations: KEEP };
    files.set(`charts/cellwire/files/crds/${name}.yaml`, yamlText({ ...definition, metadata }));
  }
  return files;
}

function yamlText(definition: object): string {
  return HEADER + stringify(definition, { lineWidth: 0, aliasDuplicateObjects: false, defaultStringType: "PLAIN" });
}
