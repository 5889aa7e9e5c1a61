import { describe, expect, test } from "vitest";
import { bigintArray, byteaArray, textArray } from "./arrays.ts";

describe("binary arrays", () => {
  test("an empty array has no dimension", () => {
    expect(textArray([]).toString("hex")).toBe("000000000000000000000019");
  });

  test("items are length-prefixed in order, null as length -1", () => {
    expect(byteaArray([Uint8Array.of(1, 2), null]).toString("hex")).toBe(
      ["00000001", "00000001", "00000011", "00000002", "00000001", "000000020102", "ffffffff"].join(""),
    );
  });

  test("integers are eight bytes, big-endian", () => {
    expect(bigintArray([258]).subarray(-8).toString("hex")).toBe("0000000000000102");
  });
});
