import { expect, test } from "vitest";
import { FakeRefusals } from "./fake-refusals.ts";

test("a message that is refused again keeps the revision of its first refusal", () => {
  const refusals = new FakeRefusals();
  const refused = (n: number) =>
    ({ messageId: Uint8Array.of(n), conversation: new Uint8Array(0), code: "NOT_A_MEMBER" }) as const;
  refusals.add("alice", refused(1));
  const second = refusals.add("alice", refused(2));
  expect(refusals.add("alice", refused(2))).toEqual(second);
  expect(refusals.above("alice", 0)).toHaveLength(2);
  expect(refusals.above("alice", 1)).toEqual([second]);
});
