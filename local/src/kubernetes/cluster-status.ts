/** What `./cellwire cluster status` shows. */

import { z } from "zod";
import { textTable } from "../text-table.ts";
import { tryKubectl, type Access } from "./kubectl.ts";

const conditionSchema = z.object({ type: z.string(), status: z.string() });

const listSchema = z.object({
  items: z.array(
    z.object({
      kind: z.string(),
      metadata: z.object({ name: z.string(), namespace: z.string().default("") }),
      status: z.object({ phase: z.string().default(""), conditions: z.array(conditionSchema).default([]) }),
    }),
  ),
});

export async function renderClusterStatus(access: Access): Promise<{ text: string; ready: boolean }> {
  const { code, stdout, stderr } = await tryKubectl(access, ["get", "nodes,pods", "--all-namespaces", "-o", "json"]);
  if (code !== 0) return { text: `The API server does not answer: ${stderr.trim()}`, ready: false };
  const { items } = listSchema.parse(JSON.parse(stdout));
  const isReady = (item: (typeof items)[number]) =>
    item.status.conditions.some(({ type, status }) => type === "Ready" && status === "True");
  const nodes = items.filter(({ kind }) => kind === "Node");
  const rows = items.map((item) => [
    item.kind.toLowerCase(),
    item.metadata.namespace,
    item.metadata.name,
    isReady(item) ? "ready" : item.status.phase || "not ready",
  ]);
  const text = textTable([["KIND", "NAMESPACE", "NAME", "STATE"], ...rows]);
  return { text, ready: nodes.length > 0 && nodes.every(isReady) };
}
