import { decodeServerMessage, parseDeviceId, parseUserId, wrapFrame } from "@cellwire/protocol";
import type { ThingKey, UserId } from "@cellwire/protocol";
import { expect, test } from "vitest";
import type { SequencedMessage } from "../inbox/contract.ts";
import { Deliverer } from "./deliver.ts";
import type { Mesh, Notification, RouteTable } from "./ports.ts";

const [ALICE, BOB] = ["alice", "bob"].map(parseUserId) as [UserId, UserId];
const MESSAGE: SequencedMessage = {
  messageId: new Uint8Array(16),
  conversation: new Uint8Array(32),
  key: { term: 1, n: 1 },
  sender: ALICE,
  senderDevice: parseDeviceId("phone"),
  recipient: BOB,
  content: new Uint8Array(1),
  headers: new Uint8Array(0),
  acceptedAtMs: 1,
  traceparent: "",
};

function setup(routes: RouteTable["gatewaysOf"], siblings: readonly string[], members: readonly UserId[] = []) {
  const sent: [string, readonly UserId[]][] = [];
  const local: (readonly UserId[])[] = [];
  const notified: Notification[] = [];
  const mesh: Mesh = {
    siblings: () => siblings,
    publish: (gateway, _message, users) => void sent.push([gateway, users]),
    notify: (gateway, { users }) => void sent.push([gateway, users]),
    wakeForwarders: () => undefined,
  };
  const sockets = {
    publish: (_message: SequencedMessage, users: readonly UserId[]) => void local.push(users),
    notify: (request: Notification) => void notified.push(request),
  };
  return {
    deliverer: new Deliverer({
      sockets,
      members: { audience: async () => members },
      routes: { gatewaysOf: routes },
      mesh,
    }),
    sent,
    local,
    notified,
  };
}

test("a message goes to the sockets here, and to each sibling that has devices of its users", async () => {
  const routes = new Map([
    [ALICE, ["g1"]],
    [BOB, ["g1", "g2", "gone"]],
  ]);
  const { deliverer, sent, local } = setup(async () => routes, ["g1", "g2", "g3"]);
  await deliverer.publish([MESSAGE]);
  expect(local).toEqual([[ALICE, BOB]]);
  expect(sent).toEqual([
    ["g1", [ALICE, BOB]],
    ["g2", [BOB]],
  ]);
});

test("while nobody knows where devices are, every sibling gets it", async () => {
  const { deliverer, sent } = setup(async () => "unknown", ["g1", "g2"]);
  await deliverer.notify([{ users: [BOB], frame: new Uint8Array(0) }]);
  expect(sent).toEqual([
    ["g1", [BOB]],
    ["g2", [BOB]],
  ]);
});

test("a gateway without siblings asks nobody", async () => {
  const { deliverer, local } = setup(() => Promise.reject(new Error("must not be asked")), []);
  await deliverer.publish([MESSAGE]);
  expect(local).toHaveLength(1);
});

const GROUP_MESSAGE = { ...MESSAGE, recipient: "group:01h455vb4pex5vsknk084sn02q" as ThingKey };

test("a message to a small group goes to the siblings that have its members, one frame each", async () => {
  const routes = new Map([[BOB, ["g2"]]]);
  const { deliverer, sent, local } = setup(async () => routes, ["g1", "g2"], [ALICE, BOB]);
  await deliverer.publish([GROUP_MESSAGE]);
  expect(local).toEqual([[ALICE, BOB]]);
  expect(sent).toEqual([["g2", [BOB]]]);
});

test("a message to a large group goes to every sibling once, without naming anybody, and nobody is looked up", async () => {
  const members = Array.from({ length: 33 }, (_, n) => `member-${n}` as UserId);
  const { deliverer, sent, local } = setup(() => Promise.reject(new Error("must not be asked")), ["g1", "g2"], members);
  await deliverer.publish([GROUP_MESSAGE]);
  expect(local).toEqual([members]);
  expect(sent).toEqual([
    ["g1", []],
    ["g2", []],
  ]);
});

test("a message to a group without members here goes nowhere", async () => {
  const { deliverer, sent, local } = setup(() => Promise.reject(new Error("must not be asked")), ["g1"]);
  await deliverer.publish([GROUP_MESSAGE]);
  expect([...local, ...sent]).toEqual([]);
});

test("of a hidden message its sender's devices get the place, and the recipient's a skip", async () => {
  const routes = new Map([
    [ALICE, ["g1"]],
    [BOB, ["g2"]],
  ]);
  const { deliverer, sent, local, notified } = setup(async () => routes, ["g1", "g2"]);
  await deliverer.publish([MESSAGE, { ...MESSAGE, key: { term: 1, n: 2 }, isHidden: true }]);
  expect(local).toEqual([[ALICE, BOB], [ALICE]]);
  expect(sent).toEqual([
    ["g1", [ALICE]],
    ["g2", [BOB]],
    ["g1", [ALICE]],
    ["g2", [BOB]],
  ]);
  expect(notified.map(({ users }) => users)).toEqual([[BOB]]);
  const [frame] = decodeServerMessage(wrapFrame(notified[0]!.frame));
  expect(frame?.skip).toMatchObject({ from: { n: 2 }, to: { n: 2 }, reason: "blocked" });
});
