import { wire } from "@cellwire/protocol";
import type { cellwire } from "@cellwire/protocol";
import { expect, test } from "vitest";
import { pair, submission } from "../../test/forward/world.ts";
import type { OutboxRow } from "../inbox/contract.ts";
import { mapAnswers } from "./answers.ts";

const { Outcome } = wire.IngestAnswer;
const [first, second] = pair();
const row: OutboxRow = { ...submission(first, second), key: null, seq: "1" };
const numbered: OutboxRow = { ...row, key: { term: 1, n: 5 } };

function settlement(answer: cellwire.v1.IngestAnswer.$Properties, of: OutboxRow = row) {
  return mapAnswers([of], [answer]).settlements[0];
}

test("ACK and DUPLICATE finish a row with the number that was given", () => {
  for (const outcome of [Outcome.ACK, Outcome.DUPLICATE])
    expect(settlement({ outcome, key: { term: 1, n: 3 } })).toEqual({ seq: "1", kind: "done", key: { term: 1, n: 3 } });
});

test("a number of the destination's own does not replace the authority's", () => {
  expect(settlement({ outcome: Outcome.ACK, key: { term: 1, n: 9 } }, numbered)).toMatchObject({
    key: { term: 1, n: 5 },
  });
});

test("an ACK without a number is not believed", () => {
  expect(settlement({ outcome: Outcome.ACK })).toMatchObject({ kind: "retry" });
  expect(settlement({ outcome: Outcome.ACK, key: { term: 0, n: 0 } })).toMatchObject({ kind: "retry" });
});

test("RETRY_AFTER is followed within bounds", () => {
  expect(settlement({ outcome: Outcome.RETRY_AFTER, retryAfterMs: 700 })).toMatchObject({
    kind: "retry",
    afterMs: 700,
  });
  expect(settlement({ outcome: Outcome.RETRY_AFTER })).toMatchObject({ afterMs: 1_000 });
  expect(settlement({ outcome: Outcome.RETRY_AFTER, retryAfterMs: 2 ** 31 })).toMatchObject({ afterMs: 60_000 });
});

test("REFUSED is final and REJECT parks", () => {
  expect(settlement({ outcome: Outcome.REFUSED, code: "UNKNOWN_USER" })).toMatchObject({
    kind: "refused",
    code: "UNKNOWN_USER",
  });
  expect(settlement({ outcome: Outcome.REJECT, code: "MALFORMED" })).toMatchObject({
    kind: "parked",
    code: "MALFORMED",
  });
});

test("MOVED is set aside with its statement", () => {
  const { settlements, moved } = mapAnswers([row], [{ outcome: Outcome.MOVED, statement: "s" }]);
  expect([settlements, moved]).toEqual([[], [{ row, statement: "s" }]]);
});

test("an outcome of a later version keeps the row", () => {
  expect(settlement(wire.IngestAnswer.decode(Buffer.from([0x08, 99])))).toMatchObject({ kind: "retry" });
});
