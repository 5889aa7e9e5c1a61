import { parseCellId } from "@cellwire/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chooseCell, type PolicyCell } from "./policy.ts";

const regions = fc.constantFrom("eu", "us", "ap");
const states = fc.constantFrom("PROVISIONING", "ACTIVE", "DRAINING", "SUSPECT", "FENCED", "FAILED", "RETIRED");

const cells = fc.uniqueArray(
  fc.record({
    cell: fc.integer({ min: 0, max: 99 }).map((n) => parseCellId(`cell-${n}`)),
    region: regions,
    state: fc.oneof({ weight: 3, arbitrary: fc.constant("ACTIVE" as const) }, { weight: 1, arbitrary: states }),
    schedulable: fc.boolean(),
    maxUsers: fc.integer({ min: 1, max: 5 }),
    users: fc.integer({ min: 0, max: 6 }),
    weight: fc.integer({ min: 1, max: 1000 }),
  }),
  { selector: (record) => record.cell, maxLength: 12 },
);
const draws = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const requests = fc.record({ region: fc.option(regions, { nil: undefined }), draw: draws });

describe("placement policy", () => {
  it("chooses only an ACTIVE, schedulable cell with a free seat, and one whenever there is one", () => {
    fc.assert(
      fc.property(cells, requests, (all, request) => {
        const chosen = chooseCell(all, request);
        const eligible = all.filter(takesUsers).map((record) => record.cell);
        if (chosen === undefined) expect(eligible).toEqual([]);
        else expect(eligible).toContain(chosen);
      }),
    );
  });

  it("stays in the region when one of its cells takes users", () => {
    fc.assert(
      fc.property(cells, requests, (all, request) => {
        const inRegion = all.filter((record) => takesUsers(record) && record.region === request.region);
        fc.pre(inRegion.length > 0);
        expect(inRegion.map((record) => record.cell)).toContain(chooseCell(all, request));
      }),
    );
  });

  it("prefers a cell that takes newcomers to all others, and one that does not to none", () => {
    fc.assert(
      fc.property(cells, requests, fc.nat({ max: 99 }), (all, request, n) => {
        const preferred = parseCellId(`cell-${n}`);
        const takes = all.some((record) => record.cell === preferred && takesUsers(record));
        const expected = takes ? preferred : chooseCell(all, request);
        expect(chooseCell(all, { ...request, preferred })).toBe(expected);
      }),
    );
  });

  it("does not depend on the order of the cells", () => {
    fc.assert(
      fc.property(cells, requests, (all, request) => {
        expect(chooseCell(all.toReversed(), request)).toBe(chooseCell(all, request));
      }),
    );
  });

  it("gives each cell its share of weight × free share", () => {
    const all = [
      testCell("a", { weight: 300 }),
      testCell("b", { weight: 100 }),
      testCell("c", { weight: 200, users: 50 }),
    ];
    const counts: Record<string, number> = { a: 0, b: 0, c: 0 };
    for (let n = 0; n < 1000; n++) counts[chooseCell(all, { region: "eu", draw: n / 1000 })!]! += 1;
    expect(counts).toEqual({ a: 600, b: 200, c: 200 });
  });
});

function takesUsers(record: PolicyCell): boolean {
  return record.state === "ACTIVE" && record.schedulable && record.users < record.maxUsers;
}

function testCell(id: string, changes: Partial<PolicyCell>): PolicyCell {
  const defaults = { region: "eu", state: "ACTIVE", schedulable: true, maxUsers: 100, users: 0, weight: 1 } as const;
  return { ...defaults, cell: parseCellId(id), ...changes };
}
