import { expect, test } from "vitest";
import { decodeGroupChange, encodeGroupChange } from "./group-change.ts";
import { decodeOpened, encodeOpened } from "./opened.ts";
import { ORIGIN } from "./order-key.ts";

test.each([ORIGIN, { term: 3, n: 17 }])(
  "a record of an opened term tells where the former one ended: %j",
  (previous) => {
    expect(decodeOpened(encodeOpened(previous))).toEqual(previous);
  },
);

test("it is no change that anybody may ask for, and no such change is one", () => {
  expect(decodeGroupChange(encodeOpened({ term: 1, n: 2 }))).toBeUndefined();
  expect(decodeOpened(encodeGroupChange({ kind: "rename", title: new Uint8Array(1) }))).toBeUndefined();
  expect(decodeOpened(new Uint8Array([255, 255]))).toBeUndefined();
});
