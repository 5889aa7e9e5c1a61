import { parseDeviceId, parseUserId } from "@cellwire/protocol";
import { expect, test } from "vitest";
import { Requests } from "./requests.ts";

const FROM = { user: parseUserId("alice"), device: parseDeviceId("phone") };

test("kinds that wait for others delay no other kind, and only so many of them wait", async () => {
  const { promise: storeAnswers, resolve } = Promise.withResolvers<{ mediaLocation: object }>();
  const requests = new Requests({
    handlers: { mediaUrl: () => storeAnswers, listDevices: async () => ({ deviceList: {} }) },
    atOnceMax: 1,
    waitingMax: 1,
    apart: { kinds: ["mediaUrl"], atOnceMax: 1, waitingMax: 1 },
  });
  const media = () => requests.answer({ body: "mediaUrl", mediaUrl: {} }, FROM);
  const [first, second] = [media(), media()];
  expect(await media()).toMatchObject({ code: "RETRY_AFTER" });
  expect(await requests.answer({ body: "listDevices", listDevices: {} }, FROM)).toEqual({ deviceList: {} });
  resolve({ mediaLocation: {} });
  expect(await Promise.all([first, second])).toEqual([{ mediaLocation: {} }, { mediaLocation: {} }]);
});

test("a kind without a handler is unknown", async () => {
  const requests = new Requests({ handlers: {}, atOnceMax: 1, waitingMax: 1 });
  expect(await requests.answer({ body: "listDevices", listDevices: {} }, FROM)).toMatchObject({
    code: "REQUEST_UNKNOWN",
  });
});
