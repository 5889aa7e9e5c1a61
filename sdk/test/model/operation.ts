/** What people do, drawn at random: picks are counted over what there is when their turn comes. */

import fc from "fast-check";

export type Operation =
  | { readonly kind: "link"; readonly user: number }
  | { readonly kind: "revoke" | "goOffline" | "comeBack"; readonly device: number }
  | { readonly kind: "send"; readonly device: number; readonly to: number }
  | { readonly kind: "sendToGroup"; readonly device: number; readonly group: number }
  | { readonly kind: "create"; readonly device: number; readonly members: readonly number[] }
  | { readonly kind: "add" | "remove" | "leave"; readonly group: number; readonly user: number }
  | { readonly kind: "block" | "unblock"; readonly user: number; readonly other: number }
  | { readonly kind: "read"; readonly user: number; readonly thread: number };

const PICK_MAX = 1_000;
const pick = fc.nat(PICK_MAX);
const kinds = <Kind extends string>(...names: Kind[]) => fc.constantFrom(...names);

/** Weighted by how often people do it, and by how much can go wrong. */
export const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 10, arbitrary: fc.record({ kind: kinds("send"), device: pick, to: pick }) },
  { weight: 10, arbitrary: fc.record({ kind: kinds("sendToGroup"), device: pick, group: pick }) },
  { weight: 6, arbitrary: fc.record({ kind: kinds("goOffline", "comeBack"), device: pick }) },
  { weight: 6, arbitrary: fc.record({ kind: kinds("add", "remove", "leave"), group: pick, user: pick }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: kinds("create"), device: pick, members: fc.array(pick, { maxLength: 3 }) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: kinds("read"), user: pick, thread: pick }) },
  { weight: 2, arbitrary: fc.record({ kind: kinds("block", "unblock"), user: pick, other: pick }) },
  { weight: 2, arbitrary: fc.record({ kind: kinds("link"), user: pick }) },
  { weight: 1, arbitrary: fc.record({ kind: kinds("revoke"), device: pick }) },
);
