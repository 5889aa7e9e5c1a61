/** Which cell a new user goes to. Pure: the same cells, region and random draw give the same cell. */

import type { CellId, CellRecord } from "@cellwire/protocol";

export type PolicyCell = Pick<CellRecord, "region" | "state" | "schedulable" | "maxUsers" | "users" | "weight"> & {
  readonly cell: CellId;
};

/**
 * Cells of the user's region come first; when none of them takes users, all others are considered. Among the
 * candidates the chance is proportional to weight × free share, so that cells fill evenly whatever their size.
 *
 * @param request.draw uniform in [0, 1)
 * @returns undefined when no cell takes new users
 */
export function chooseCell(
  cells: readonly PolicyCell[],
  request: { region: string | undefined; draw: number },
): CellId | undefined {
  const eligible = cells.filter(takesNewUsers);
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

function takesNewUsers(cell: PolicyCell): boolean {
  return cell.state === "ACTIVE" && cell.schedulable && cell.users < cell.maxUsers;
}

function freeShare(cell: PolicyCell): number {
  return (cell.maxUsers - cell.users) / cell.maxUsers;
}

function byId(a: PolicyCell, b: PolicyCell): number {
  return a.cell < b.cell ? -1 : 1;
}
