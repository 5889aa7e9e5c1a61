import { describe, expect, test } from "vitest";
import type { CellRecord, CellState } from "@cellwire/protocol";
import { sampleCell } from "../../test/sample-cells.ts";
import { isRecordOf, isRegistered, registrationOf, wantedRegistration } from "./registration.ts";

const key = (kid: string, x = kid) => ({ kty: "OKP", crv: "Ed25519", kid, x }) as const;
const facts = {
  cell: sampleCell("minimal"),
  gatewayUrl: "ws://eu",
  publicKeys: [key("a")],
  serves: false,
  record: undefined,
};
const first = wantedRegistration(facts);
const record = (state: CellState, more: Partial<CellRecord> = {}): CellRecord => ({
  ...first,
  cell: "eu",
  users: 0,
  revision: 1,
  state,
  ...more,
});

describe("what the directory should have on record", () => {
  test("is the Cell, PROVISIONING until it serves", () => {
    expect(first).toMatchObject({ region: "eu", state: "PROVISIONING", maxUsers: 50_000, generation: 1, weight: 1 });
    expect(first.ingestUrl).toBe("http://eu-forwarder.cell-eu.svc:80");
    expect(wantedRegistration({ ...facts, serves: true }).state).toBe("ACTIVE");
  });

  test("stays ACTIVE when the cell does not serve for a while", () => {
    expect(wantedRegistration({ ...facts, record: record("ACTIVE") }).state).toBe("ACTIVE");
  });

  test.each(["DRAINING", "SUSPECT", "FENCED", "FAILED", "NEWER" as CellState] as const)(
    "keeps %s, which others set",
    (state) => {
      expect(wantedRegistration({ ...facts, serves: true, record: record(state) }).state).toBe(state);
    },
  );

  test("is another generation after the cell was retired", () => {
    const wanted = wantedRegistration({ ...facts, record: record("RETIRED", { generation: 4 }) });
    expect(wanted).toMatchObject({ state: "PROVISIONING", generation: 5 });
  });

  test("keeps a weight that somebody set", () => {
    expect(wantedRegistration({ ...facts, record: record("ACTIVE", { weight: 7 }) }).weight).toBe(7);
  });

  test("is there when the record says the same, whatever else it has", () => {
    expect(isRegistered(record("PROVISIONING", { users: 9 }), first)).toBe(true);
    expect(isRegistered(record("PROVISIONING", { maxUsers: 9 }), first)).toBe(false);
    expect(isRegistered(undefined, first)).toBe(false);
    expect(registrationOf(record("PROVISIONING"))).toEqual(first);
  });
});

test("a record is of the cell that has one of its keys", () => {
  expect(isRecordOf(record("ACTIVE"), [key("b"), key("a")])).toBe(true);
  expect(isRecordOf(record("ACTIVE"), [key("b")])).toBe(false);
  expect(isRecordOf(record("ACTIVE"), [key("a", "other")])).toBe(false);
});
