import { generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import type { CellId, DeviceId, UserId } from "@cellwire/protocol";
import { DIRECTORY_ISSUER, TOKEN_TYPE } from "@cellwire/protocol";
import { DirectoryKeysUnavailable } from "./directory-keys.ts";
import { OwnKeys } from "./own-keys.ts";
import { RESUME_TICKET_SECONDS, Tickets } from "./tickets.ts";

const BEARER = { user: "alice" as UserId, device: "phone" as DeviceId, epoch: 3 };

async function setup() {
  const clock = { now: 1_700_000_000_000, nowMs: () => clock.now, monotonicMs: () => clock.now };
  const directory = await OwnKeys.from(keysFile("d1"), clock);
  const ownKeys = await OwnKeys.from(keysFile("c1"), clock);
  const storage = { generation: 1 };
  const generation = () => storage.generation;
  const tickets = new Tickets({ cell: "eu" as CellId, ownKeys, directoryKeys: directory, clock, generation });
  const claims = { iss: DIRECTORY_ISSUER, sub: "alice", aud: "eu", device: "phone", epoch: 3 };
  const signed = (changes: Record<string, string | number> = {}, type: string = TOKEN_TYPE.ticket) =>
    directory.sign({ type, claims: { ...claims, ...changes }, lifetimeSeconds: 60 });
  return { clock, directory, ownKeys, tickets, signed, storage };
}

function keysFile(kid: string) {
  const jwk = generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" });
  return { active: kid, keys: [{ ...jwk, kid }] };
}

test("a ticket of the directory for this cell is valid and names its bearer", async () => {
  const { tickets, signed } = await setup();
  const expected = {
    kind: "valid",
    bearer: BEARER,
    isResume: false,
    issuedMs: 1_700_000_000_000,
    expiresMs: 1_700_000_060_000,
  };
  expect(await tickets.verify(await signed())).toEqual(expected);
});

test("a resume ticket is valid for 24 hours, and not longer", async () => {
  const { tickets, clock } = await setup();
  const { ticket, expiresMs } = await tickets.issue(BEARER);
  clock.now = expiresMs - 1000;
  expect(await tickets.verify(ticket)).toMatchObject({ kind: "valid", bearer: BEARER, isResume: true });
  clock.now += RESUME_TICKET_SECONDS * 1000;
  expect(await tickets.verify(ticket)).toEqual({ kind: "expired" });
});

test("a resume ticket dies with the generation of the storage that issued it", async () => {
  const { tickets, ownKeys, storage } = await setup();
  const { ticket } = await tickets.issue(BEARER);
  const claims = { iss: "eu", sub: "alice", aud: "eu", device: "phone", epoch: 3 };
  const older = await ownKeys.sign({ type: TOKEN_TYPE.resumeTicket, claims, lifetimeSeconds: 60 });
  for (const one of [ticket, older]) expect(await tickets.verify(one)).toMatchObject({ kind: "valid" });
  storage.generation = 2;
  for (const one of [ticket, older]) expect(await tickets.verify(one)).toEqual({ kind: "expired" });
  expect(await tickets.verify((await tickets.issue(BEARER)).ticket)).toMatchObject({ kind: "valid" });
});

test("an expired ticket and a ticket for another cell are told apart", async () => {
  const { tickets, signed, clock } = await setup();
  const [fresh, foreign] = [await signed(), await signed({ aud: "us" })];
  expect(await tickets.verify(foreign)).toEqual({ kind: "wrong-cell" });
  clock.now += 61_000;
  expect(await tickets.verify(fresh)).toEqual({ kind: "expired" });
});

test("a ticket that anyone else signed is invalid", async () => {
  const { tickets, ownKeys, clock } = await setup();
  const stranger = await OwnKeys.from(keysFile("d1"), clock);
  const claims = { iss: DIRECTORY_ISSUER, sub: "alice", aud: "eu", device: "phone", epoch: 3 };
  for (const keys of [stranger, ownKeys])
    expect(await tickets.verify(await keys.sign({ type: TOKEN_TYPE.ticket, claims, lifetimeSeconds: 60 }))).toEqual({
      kind: "invalid",
    });
});

test("the directory cannot sign resume tickets, and no other kind of token is a ticket", async () => {
  const { tickets, signed } = await setup();
  expect(await tickets.verify(await signed({}, TOKEN_TYPE.resumeTicket))).toEqual({ kind: "invalid" });
  expect(await tickets.verify(await signed({}, TOKEN_TYPE.placement))).toEqual({ kind: "invalid" });
});

test("claims outside the grammar and garbage are invalid", async () => {
  const { tickets, signed } = await setup();
  const unsigned = `${btoa(JSON.stringify({ alg: "none", typ: TOKEN_TYPE.ticket }))}.${btoa("{}")}.`;
  const bad = [
    await signed({ sub: "al ice" }),
    await signed({ device: "" }),
    await signed({ epoch: -1 }),
    await signed({ epoch: "3" }),
    unsigned,
    "",
    "a.b.c",
    "x".repeat(10_000),
  ];
  for (const ticket of bad) expect(await tickets.verify(ticket)).toEqual({ kind: "invalid" });
});

test("without the directory's keys a ticket is neither good nor bad, and resume tickets still work", async () => {
  const { ownKeys, signed, clock } = await setup();
  const resolve = async () => Promise.reject(new DirectoryKeysUnavailable("none"));
  const tickets = new Tickets({
    cell: "eu" as CellId,
    ownKeys,
    directoryKeys: { resolve },
    clock,
    generation: () => 1,
  });
  expect(await tickets.verify(await signed())).toEqual({ kind: "unavailable" });
  const { ticket } = await tickets.issue(BEARER);
  expect(await tickets.verify(ticket)).toMatchObject({ kind: "valid" });
});
