/** Generation statements: what the directory signed about which incarnation of a cell counts. A higher one replaces it. */

import type { JWTVerifyGetKey } from "jose";
import { jwtVerify } from "jose";
import { z } from "zod";
import type { CellId } from "@cellwire/protocol";
import { DIRECTORY_ISSUER, TOKEN_TYPE } from "@cellwire/protocol";

const claims = z.object({ sub: z.string(), generation: z.int().min(0), op: z.string(), iat: z.int().min(0) });

export interface StatedGeneration {
  readonly cell: CellId;
  readonly generation: number;
  readonly op: string;
}

/** When the directory signed exactly this; undefined: it did not. @throws when its keys are not to be had. */
export async function generationSignedMs(
  statement: string,
  stated: StatedGeneration,
  keys: JWTVerifyGetKey,
): Promise<number | undefined> {
  const { payload } = await jwtVerify(statement, keys, {
    algorithms: ["EdDSA"],
    typ: TOKEN_TYPE.generation,
    issuer: DIRECTORY_ISSUER,
  });
  const { data } = claims.safeParse(payload);
  const isIt = data?.sub === (stated.cell as string) && data.generation === stated.generation && data.op === stated.op;
  return isIt ? data.iat * 1_000 : undefined;
}
