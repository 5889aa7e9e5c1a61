import { describe, expect, it } from "vitest";
import { DirectoryError } from "../errors.ts";
import { isThingPlacedAlready, translateFailure } from "./postgres-errors.ts";

describe("failures of the database", () => {
  it.each(["08006", "40001", "40P01", "53300", "57014", "57P01", "25006", "ECONNREFUSED", undefined])(
    "are temporary for code %s",
    (code) => {
      const cause = Object.assign(new Error("failed"), { code });
      expect(translateFailure(cause)).toMatchObject({ code: "REGISTRY_UNAVAILABLE", cause });
    },
  );

  it.each(["42P01", "23505", "22P02"])("are bugs for code %s", (code) => {
    const error = Object.assign(new Error("failed"), { code });
    expect(translateFailure(error)).toBe(error);
  });

  it("are translated once", () => {
    const error = new DirectoryError("NO_CAPACITY");
    expect(translateFailure(error)).toBe(error);
  });

  it("tell a second placement of a thing from other unique violations", () => {
    expect(isThingPlacedAlready({ code: "23505", constraint: "placement_thing" })).toBe(true);
    expect(isThingPlacedAlready({ code: "23505", constraint: "placement_revision" })).toBe(false);
  });
});
