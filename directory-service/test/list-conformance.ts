/** The part of the registry's conformance suite about what lives in a cell, moves to it, or shares an operation. */

import { describe, expect, it } from "vitest";
import type { Page } from "../src/registry/contract.ts";
import { cell, channel, group, op, user } from "./cell-registration.ts";
import { change, move, place, twoCells, type FreshRegistry } from "./registry-steps.ts";

const [eu, us] = [cell("eu"), cell("us")];
const THINGS = [user("Zoe"), user("alice"), user("bob"), group(1), group(2), channel(1)];

export function describeLists(name: string, fresh: FreshRegistry): void {
  describe(`${name}: lists`, () => {
    it("have users, then groups, then channels of a cell, page by page", async () => {
      const { registry } = await setup();
      expect(await paged((page) => registry.residents({ cell: eu, ...page }))).toEqual([
        THINGS.slice(0, 4),
        THINGS.slice(4),
      ]);
      const [first] = await registry.residents({ cell: eu, limit: 1 });
      expect(first).toEqual(await registry.placement(user("Zoe")));
      expect(await registry.residents({ cell: us, limit: 10 })).toEqual([]);
    });

    it("have what is on its way to a cell, and share an operation", async () => {
      const { registry } = await setup();
      for (const thing of THINGS)
        await change(registry, thing, { kind: "begin", op: op(2), expected: { epoch: 1, op: op(1) }, target: us });
      const pages = [THINGS.slice(0, 4), THINGS.slice(4)];
      expect(await paged((page) => registry.incoming({ cell: us, ...page }))).toEqual(pages);
      expect(await paged((page) => registry.operations({ op: op(2), ...page }))).toEqual(pages);
      await change(registry, user("bob"), { kind: "abort", op: op(2) });
      expect(await registry.incoming({ cell: us, after: user("alice"), limit: 1 })).toMatchObject([
        { thing: group(1) },
      ]);
      const [bob] = await registry.operations({ op: op(2), after: user("alice"), limit: 1 });
      expect(bob).toEqual({ op: op(2), thing: "bob", kind: "move", target: "us", outcome: "ABORTED" });
      expect(await registry.operations({ op: op(3), limit: 10 })).toEqual([]);
    });

    it("follow what moves", async () => {
      const { registry } = await setup();
      const expected = (await registry.placement(user("bob")))!;
      const moved = await move(registry, { thing: user("bob"), expected, target: us, op: op(2) });
      expect(await registry.residents({ cell: us, limit: 10 })).toEqual([moved]);
      const left = await registry.residents({ cell: eu, limit: 10 });
      expect(left.map(({ thing }) => thing)).toEqual(THINGS.filter((thing) => thing !== "bob"));
    });
  });

  async function setup() {
    const { registry } = await twoCells(fresh);
    for (const thing of THINGS.toReversed()) await place(registry, { thing, cell: eu });
    return { registry };
  }
}

/** The things of the pages, four a page. */
async function paged<T extends { readonly thing: (typeof THINGS)[number] }>(
  list: (page: Page) => Promise<readonly T[]>,
): Promise<(typeof THINGS)[number][][]> {
  const pages: (typeof THINGS)[number][][] = [];
  for (let after: Page["after"]; ; after = pages.at(-1)!.at(-1)) {
    const things = (await list({ after, limit: 4 })).map(({ thing }) => thing);
    if (things.length === 0) return pages;
    pages.push(things);
  }
}
