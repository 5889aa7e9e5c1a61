/**
 * The promises, each under the fault that could break it. One file, so that all scenarios share one pair of cells; each
 * has users of its own, traffic running throughout, and the oracle's verdict at its end.
 */

import { afterAll, beforeAll, describe } from "vitest";
import { seedsFrom } from "./harness/choices.ts";
import { webhookSecret } from "@cellwire/server-api/webhooks/signature.ts";
import { startStage, type Stage } from "./harness/stage.ts";
import { backend } from "./backend.ts";
import { WebhookReceiver } from "./harness/webhook-receiver.ts";
import { badInput } from "./bad-input.ts";
import { contracts } from "./contracts.ts";
import { devices } from "./devices.ts";
import { faultPoints } from "./fault-points.ts";
import { floods } from "./floods.ts";
import { gatewayFaults } from "./gateway-faults.ts";
import { groups } from "./groups.ts";
import { hostileCells } from "./hostile-cells.ts";
import { media } from "./media.ts";
import { plainTraffic } from "./plain-traffic.ts";
import { randomFaults } from "./random-faults.ts";
import { storageReplaced } from "./storage-replaced.ts";
import { storeFaults } from "./store-faults.ts";
import { cellFaults } from "./cell-faults.ts";

let stage: Stage | undefined;
let receiver: WebhookReceiver | undefined;
const holder = {
  get stage(): Stage {
    if (!stage) throw new Error("the cells are not up yet");
    return stage;
  },
  get webhooks(): WebhookReceiver {
    if (!receiver) throw new Error("nobody listens yet");
    return receiver;
  },
};

beforeAll(async () => {
  receiver = await WebhookReceiver.start();
  stage = await startStage({ CELLWIRE_WEBHOOK_URL: receiver.url });
  receiver.trust(webhookSecret(stage.cluster.webhookSecret()));
});

afterAll(async () => {
  await stage?.stop();
  receiver?.stop();
});

describe("the contracts of the SDK", () => contracts(holder));
describe("plain traffic", () => plainTraffic(holder));
describe("a gateway fails", () => gatewayFaults(holder));
describe("a store fails", () => storeFaults(holder));
describe("a cell, a forwarder or the directory fails", () => cellFaults(holder));
describe("a process dies between two steps", () => faultPoints(holder));
describe("a group, while things fail", () => groups(holder));
describe("devices", () => devices(holder));
describe("media", () => media(holder));
describe("the application's backend", () => backend(holder));
describe("bad input", () => badInput(holder));
describe("a hostile cell", () => hostileCells(holder));
describe("floods", () => floods(holder));
describe("a cell comes back from a backup", () => storageReplaced(holder));
describe("anything fails", () => randomFaults(holder, seedsFrom(process.env)));
