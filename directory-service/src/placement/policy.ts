/** Which cell a new user, group or channel goes to. Pure: the same cells, request and random draw give the same cell. */

import type { CellId, CellRecord } from "@cellwire/protocol";
import { takesNewcomers } from "../registry/rules.ts";

export type PolicyCell = Pick<CellRecord, "region" | "state" | "schedulable" | "maxUsers" | "users" | "weight"> & {
  readonly cell: CellId;
};

export interface PolicyRequest {
  readonly region: string | undefined;
  /** Taken whenever it takes newcomers: a group goes to its creator's home. */
  readonly preferred?: CellId | undefined;
  /** Uniform in [0, 1). */
  readonly draw: number;
}

/**
 * After the preferred one, cells of the region come first; when none of them takes newcomers, all others are considered. Among the
 * candidates the chance is proportional to weight × free share, so that cells fill evenly whatever their size.
 *
 * @returns undefined when no cell takes newcomers
 */
export function chooseCell(cells: readonly PolicyCell[], request: PolicyRequest): CellId | undefined {
  const eligible = cells.filter(takesNewcomers);
  const preferred = eligible.find(({ cell }) => cell === request.preferred);
  if (preferred !== undefined) return preferred.cell;
  const inRegion = eligible.filter((cell) => cell.region === request.region);
  const candidates = (inRegion.length > 0 ? inRegion : eligible).toSorted(byId);
  const shares = candidates.map((cell) => cell.weight * freeShare(cell));
  let rest = request.draw * shares.reduce((sum, share) => sum + share, 0);
  for (const [index, candidate] of candidates.entries()) {
    rest -= shares[index]!;
    if (rest < 0) return candidate.cell;
  }
  // Rounding can leave a rest of zero after the last candidate.
  return candidates.at(-1)?.cell;
}

function freeShare(cell: PolicyCell): number {
  return (cell.maxUsers - cell.users) / cell.maxUsers;
}

function byId(a: PolicyCell, b: PolicyCell): number {
  return a.cell < b.cell ? -1 : 1;
}
