import { expect, test } from "vitest";
import type { RequestBody } from "../session/requests.ts";
import { createFakeNetwork } from "../testing/fake-network.ts";
import { PushClient } from "./push-client.ts";

test("asks for the key and subscribes over a connection", async () => {
  const client = createFakeNetwork().client("alice");
  await client.connect();
  expect(await client.push.key()).toEqual({ vapidKey: "BFake", relay: true });
  await client.push.subscribe({ endpoint: "https://push.example/x" });
  await client.push.unsubscribe();
  await client.close();
});

test("names one target and nothing else of what it is given", async () => {
  const asked: RequestBody[] = [];
  const push = new PushClient(async (body) => {
    asked.push(body);
    return {};
  });
  const subscription = { endpoint: "https://push.example/x", keys: { auth: "secret" } };
  await push.subscribe(subscription);
  await push.subscribe({ token: "fcm:abc" });
  expect(asked).toEqual([
    { pushSubscribe: { endpoint: "https://push.example/x" } },
    { pushSubscribe: { token: "fcm:abc" } },
  ]);
  expect(await push.key()).toEqual({ vapidKey: undefined, relay: false });
});
