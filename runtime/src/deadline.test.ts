import { expect, test } from "vitest";
import { DeadlineExceeded, withDeadline } from "./deadline.ts";

test("work that is done in time passes its outcome on", async () => {
  await expect(withDeadline(Promise.resolve(7), { what: "work", timeoutMs: 1_000 })).resolves.toBe(7);
  const failure = new Error("failed");
  await expect(withDeadline(Promise.reject(failure), { what: "work", timeoutMs: 1_000 })).rejects.toBe(failure);
});

test("work that takes too long is named in the error", async () => {
  const never = Promise.withResolvers<void>().promise;
  const error = await withDeadline(never, { what: "the export", timeoutMs: 1 }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(DeadlineExceeded);
  expect(String(error)).toContain("the export took longer than 1 ms");
});
