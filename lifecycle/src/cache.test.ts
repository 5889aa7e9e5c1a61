import type { CellId } from "@cellwire/protocol";
import { expect, test } from "vitest";
import { takeHome } from "./cache.ts";

const at = (cell: string, epoch: number) => ({ cell: cell as CellId, epoch });

test("takes in what is new and what is newer", () => {
  expect(takeHome(null, at("eu", 1))).toEqual(at("eu", 1));
  expect(takeHome(at("eu", 1), at("us", 2))).toEqual(at("us", 2));
});

test("keeps what it knows against anything as old or older", () => {
  const known = at("us", 2);
  expect(takeHome(known, at("eu", 1))).toBe(known);
  expect(takeHome(known, at("eu", 2))).toBe(known);
});
