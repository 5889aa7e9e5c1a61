import { parseCellId } from "@cellwire/protocol";
import { describe, expect, test } from "vitest";
import type { MediaReference } from "./contract.ts";
import { decodeMedia, encodeMedia } from "./reference.ts";

describe("references", () => {
  const key = Buffer.alloc(32, 7).toString("base64url");
  const reference: MediaReference = {
    cell: parseCellId("eu"),
    hash: "ab".repeat(32),
    size: 100,
    key,
    contentType: "x/y",
  };

  test("come back from the content of a message", () => {
    expect(decodeMedia(encodeMedia(reference))).toEqual(reference);
    expect(decodeMedia(encodeMedia({ ...reference, name: "é.png" }))).toEqual({ ...reference, name: "é.png" });
  });

  test.each([
    "hello",
    '{"cellwire-media":1',
    '{"cellwire-media":1}',
    encodeMedia({ ...reference, cell: "../eu" as never }),
    encodeMedia({ ...reference, hash: "ab" }),
    encodeMedia({ ...reference, size: 3 }),
    encodeMedia({ ...reference, size: 1.5 }),
    encodeMedia({ ...reference, key: "short" }),
    encodeMedia({ ...reference, contentType: 3 as never }),
    encodeMedia(reference).replace(":1", ":2"),
  ])("%s is none", (text) => {
    expect(decodeMedia(text)).toBeUndefined();
  });
});
