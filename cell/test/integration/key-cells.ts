/** The keys of two cells with real databases; what one asks the other goes by a call in this process. */

import type { CellId, DeviceId, UserId } from "@cellwire/protocol";
import { parseDeviceId, wire } from "@cellwire/protocol";
import type { Notification } from "../../src/flow/ports.ts";
import type { PeerPath, PeerSource } from "../../src/forward/peer-client.ts";
import { loadStatements } from "../../src/inbox/statements.ts";
import { PostgresBudgets } from "../../src/keys/budgets.ts";
import { HomeClaims } from "../../src/keys/claims.ts";
import { PostgresDeviceLists } from "../../src/keys/device-lists.ts";
import { deviceRequests } from "../../src/keys/device-requests.ts";
import { PostgresDevices } from "../../src/keys/devices.ts";
import { ForeignKeys } from "../../src/keys/foreign-keys.ts";
import { KnownHomes } from "../../src/keys/homes.ts";
import { keyRequests } from "../../src/keys/key-requests.ts";
import { keyQuestions } from "../../src/keys/peer-questions.ts";
import { PostgresPrekeys } from "../../src/keys/prekeys.ts";
import type { SigningKey } from "../signing-devices.ts";
import { newKey } from "../signing-devices.ts";
import type { CellInbox, TwoCells } from "./two-cells.ts";
import { connect, pairAcross, twoCells } from "./two-cells.ts";

export type KeyCell = ReturnType<typeof keyCell>;

/** What the tests move by hand. */
export interface KeyWorld extends AsyncDisposable {
  readonly cells: TwoCells;
  readonly eu: KeyCell;
  readonly us: KeyCell;
  readonly clock: { nowMs(): number; monotonicMs(): number; aheadMs: number };
  /** While true, no cell reaches the other. */
  link: { isDown: boolean };
}

export async function keyWorld(): Promise<KeyWorld> {
  const cells = await twoCells();
  const clock = { aheadMs: 0, nowMs: () => Date.now() + clock.aheadMs, monotonicMs: () => Date.now() + clock.aheadMs };
  const link = { isDown: false };
  const made = new Map<CellId, KeyCell>();
  const peersOf = (from: CellId): PeerSource => ({
    peer: async (cell) => ({
      cell,
      post: async ({ path, body }) => {
        if (link.isDown) return { kind: "unavailable", afterMs: 1 };
        return { kind: "answered", body: await made.get(cell)!.ask(from, path, body) };
      },
    }),
  });
  for (const inbox of [cells.eu, cells.us]) made.set(inbox.cell, keyCell(inbox, { clock, peers: peersOf(inbox.cell) }));
  return {
    cells,
    eu: made.get(cells.eu.cell)!,
    us: made.get(cells.us.cell)!,
    clock,
    link,
    [Symbol.asyncDispose]: () => cells[Symbol.asyncDispose](),
  };
}

function keyCell({ pool, cell }: CellInbox, { clock, peers }: { clock: KeyWorld["clock"]; peers: PeerSource }) {
  const parts = { pool, cell, clock, statements: loadStatements() };
  const notified: Notification[] = [];
  const notify = async (requests: readonly Notification[]) => void notified.push(...requests);
  const [lists, prekeys, budgets] = [
    new PostgresDeviceLists(parts),
    new PostgresPrekeys(parts),
    new PostgresBudgets(parts),
  ];
  const homes = new KnownHomes({ ...parts, placements: { placement: async () => ({ kind: "unknown" }) } });
  const stores = { ...parts, lists, prekeys, budgets, homes, claims: new HomeClaims({ prekeys, notify }) };
  const questions = keyQuestions(stores);
  const devices = new PostgresDevices(parts);
  return {
    ...stores,
    notified,
    pushed: () => notified.map(({ frame }) => wire.ServerFrame.decode(frame)),
    requests: {
      ...deviceRequests({ devices, lists, notify, displace: () => undefined }),
      ...keyRequests({ ...stores, foreign: new ForeignKeys({ peers, lists, clock }), notify }),
    },
    ask: async (from: CellId, path: PeerPath, body: Uint8Array) =>
      Buffer.from(await questions.find((one) => one.path === path)!.answer(from, Buffer.from(body))),
  };
}

export interface Owner {
  readonly user: UserId;
  readonly account: SigningKey;
  readonly phone: DeviceId;
  readonly identity: SigningKey;
  /** Links a device and registers a key for it. */
  link(device: string): Promise<{ readonly device: DeviceId; readonly identity: SigningKey }>;
}

/** alice lives in eu with a phone that has registered its key, and bob in us. */
export async function owners(world: KeyWorld): Promise<{ alice: Owner; bob: Owner }> {
  const [alice, bob] = await pairAcross(world.cells);
  return { alice: await owner(world.eu, world.cells.eu, alice), bob: await owner(world.us, world.cells.us, bob) };
}

async function owner(cell: KeyCell, inbox: CellInbox, user: UserId): Promise<Owner> {
  const link = async (name: string) => {
    const device = parseDeviceId(name);
    await connect(inbox, user, device);
    const identity = newKey();
    await cell.requests.registerIdentity({ identityKey: identity.publicKey }, { user, device });
    return { device, identity };
  };
  const { device: phone, identity } = await link("phone");
  return { user, account: newKey(), phone, identity, link };
}
