/** GET /v1/cells: all cells, public. PUT /v1/cells/:cell: registration, for the admin. */

import type { CellRecord, CellsAnswer } from "@cellwire/protocol";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { DirectoryError } from "../errors.ts";
import type { Registry } from "../registry/contract.ts";
import { assertAdmin } from "./bearer.ts";
import { cellRegistration } from "./cell-registration.ts";
import { cellId, parse } from "./parse.ts";

export interface CellRoutesContext {
  readonly registry: Registry;
  readonly adminToken: string;
}

const path = z.object({ cell: cellId() });

export function cellRoutes(app: FastifyInstance, { registry, adminToken }: CellRoutesContext): void {
  app.get("/v1/cells", async (): Promise<CellsAnswer> => ({ cells: await registry.cells() }));

  app.put("/v1/cells/:cell", async (request): Promise<CellRecord> => {
    assertAdmin(request, adminToken);
    const { cell } = parse(path, request.params);
    const outcome = await registry.putCell(cell, parse(cellRegistration, request.body));
    switch (outcome.kind) {
      case "registered":
        return outcome.cell;
      case "generationBehind":
        throw new DirectoryError("GENERATION_BEHIND");
      case "keysWithoutOverlap":
        throw new DirectoryError("KEYS_WITHOUT_OVERLAP");
    }
  });
}
