import { describeRegistry } from "../../test/registry-conformance.ts";
import { MemoryRegistry } from "./memory.ts";

describeRegistry("registry in memory", async () => {
  const registry = new MemoryRegistry();
  return { registry, replica: registry };
});
