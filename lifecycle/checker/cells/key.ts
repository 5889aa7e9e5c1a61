/** The key of a state of the model "cells": every part of it, as numbers. */

import type { Interner } from "../interner.ts";
import type { Cell, State } from "./state.ts";

export function keyOf(state: State, interner: Interner): string {
  const { directory, cells, messages, attempts, budget, seen } = state;
  const n = (part: object | null) => interner.numberOf(part);
  const { frozen, highest, ...rest } = seen;
  const parts: (number | string)[] = [
    n(directory.placements.u),
    n(directory.placements.v),
    n(directory.statements),
    n(rest.acknowledged),
    n(rest.numbered),
    interner.numberOfText(
      JSON.stringify([directory.outcomes, frozen, highest, rest.storageLost, rest.mustKeep, rest.fault]),
    ),
    interner.numberOfText(JSON.stringify([attempts, budget])),
  ];
  for (const name in cells) parts.push(...cellParts(cells[name]!, n));
  for (const message of messages) parts.push(interner.numberOfText(message));
  return parts.join();
}

function cellParts(cell: Cell, n: (part: object | null) => number): (number | string)[] {
  const { condition, generation, owns, homes, rows, owed, assembling, running, earlyMark, backup } = cell;
  return [
    condition + generation + (running ?? ""),
    n(owns.u),
    n(owns.v),
    n(homes.u),
    n(homes.v),
    n(rows),
    n(owed),
    n(assembling),
    n(earlyMark),
    n(backup),
  ];
}
