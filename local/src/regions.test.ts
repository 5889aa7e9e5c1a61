import { expect, test } from "vitest";
import { refuseUnknownRegion, regionNotice } from "./regions.ts";

const cells = [
  { cell: "us-1", region: "us" },
  { cell: "eu-1", region: "eu" },
  { cell: "eu-2", region: "eu" },
];

test("a region without a cell is refused with those that there are", () => {
  refuseUnknownRegion("eu", cells);
  expect(() => refuseUnknownRegion("mars", cells)).toThrow(
    expect.objectContaining({ message: "there is no region mars", remedy: "choose one of eu, us" }),
  );
});

test("who lives in the region that was asked for, or in a cell that is not known, gets no notice", () => {
  expect(regionNotice({ region: "eu", cells }, "eu-2")).toBeUndefined();
  expect(regionNotice({ region: "eu", cells }, "new-1")).toBeUndefined();
  expect(regionNotice({ region: "eu", cells }, "us-1")).toMatch(
    /^You live in region us \(cell us-1\), not in eu: [^.]*\.$/,
  );
});
