import { parseDeviceId, parseUserId } from "@cellwire/protocol";
import type { UserId } from "@cellwire/protocol";
import { expect, test } from "vitest";
import type { SequencedMessage } from "../inbox/contract.ts";
import { Deliverer } from "./deliver.ts";
import type { Mesh, RouteTable } from "./ports.ts";
import { NO_MEMBERS } from "../../test/no-groups.ts";

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

function setup(routes: RouteTable["gatewaysOf"], siblings: readonly string[]) {
  const sent: [string, readonly UserId[]][] = [];
  const local: (readonly UserId[])[] = [];
  const mesh: Mesh = {
    siblings: () => siblings,
    publish: (gateway, _message, users) => void sent.push([gateway, users]),
    notify: (gateway, { users }) => void sent.push([gateway, users]),
    wakeForwarders: () => undefined,
  };
  const sockets = {
    publish: (_message: SequencedMessage, users: readonly UserId[]) => void local.push(users),
    notify: () => undefined,
  };
  return {
    deliverer: new Deliverer({ sockets, members: NO_MEMBERS, routes: { gatewaysOf: routes }, mesh }),
    sent,
    local,
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
