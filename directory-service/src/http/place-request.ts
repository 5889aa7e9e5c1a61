/** The body of POST /v1/placements. */

import { isThingKey } from "@cellwire/protocol";
import { z } from "zod";
import { cellId, operationId, region } from "./parse.ts";

export const placeRequest = z
  .object({
    // Users are placed when they sign in.
    kind: z.enum(["group", "channel"]),
    id: z.string(),
    op: operationId(),
    cell: cellId().optional(),
    region: region().optional(),
  })
  .transform(({ kind, id, ...rest }, context) => {
    const thing = `${kind}:${id}`;
    if (isThingKey(thing)) return { thing, ...rest };
    context.issues.push({ code: "custom", path: ["id"], message: "needs 26 digits of Crockford's base 32", input: id });
    return z.NEVER;
  });
