import { expect, test } from "vitest";
import { bisect } from "./bisect.ts";

function rowFault(): Error {
  return Object.assign(new Error("bad row"), { code: "22P02" });
}

test("only the guilty item fails, and the order is kept", async () => {
  const outcomes = await bisect([1, 2, 3, 4, 5], async (part) => {
    if (part.includes(4)) throw rowFault();
    return part.map((item) => item * 10);
  });
  expect(outcomes).toEqual([10, 20, 30, expect.any(Error), 50]);
});

test("a fault of the server fails the whole batch", async () => {
  const down = Object.assign(new Error("terminating connection"), { code: "57P01" });
  await expect(bisect([1, 2], () => Promise.reject(down))).rejects.toBe(down);
});

test("an error without an SQLSTATE is a fault of the connection", async () => {
  const cut = new Error("Connection terminated unexpectedly");
  await expect(bisect([1], () => Promise.reject(cut))).rejects.toBe(cut);
});
