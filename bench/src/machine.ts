/** What a figure was run on. */

import { cpus, totalmem } from "node:os";
import type { Stage } from "./stage.ts";

const GIB = 1024 ** 3;
const SETTINGS = ["fsync", "full_page_writes", "synchronous_commit"] as const;

/** `2 × Intel(R) Xeon(R), 24 GiB, Node 26.10.0` */
export function machine(): string {
  const model = cpus()[0]?.model.replaceAll(/\s+/g, " ").trim() ?? "unknown CPU";
  return `${cpus().length} × ${model}, ${Math.round(totalmem() / GIB)} GiB, Node ${process.versions.node}`;
}

/** What the cell's Postgres promises at a commit: `Postgres 18.1, fsync on, …` */
export async function durability(stage: Stage, cell: string): Promise<string> {
  const rows = await stage.query<{ name: string; setting: string }>(
    cell,
    "select name, setting from pg_settings where name = any ($1)",
    [["server_version", ...SETTINGS]],
  );
  const settings = new Map(rows.map(({ name, setting }) => [name, setting]));
  return `Postgres ${settings.get("server_version")}, ${SETTINGS.map((name) => `${name} ${settings.get(name)}`).join(", ")}`;
}
