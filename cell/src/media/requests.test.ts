import { parseDeviceId, parseUserId } from "@cellwire/protocol";
import { expect, test } from "vitest";
import { MEDIA_KINDS, mediaRequests } from "./requests.ts";

test("a cell without an object store says so to every request", async () => {
  const handlers = mediaRequests(undefined);
  const from = { user: parseUserId("alice"), device: parseDeviceId("phone") };
  for (const kind of MEDIA_KINDS) await expect(handlers[kind]({}, from)).rejects.toMatchObject({ code: "MEDIA_OFF" });
});
