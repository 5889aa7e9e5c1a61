import { expect, test } from "vitest";
import { webhookTarget } from "./webhook-settings.ts";

const CELLWIRE_WEBHOOK_URL = "https://app.example/webhooks";
const CELLWIRE_WEBHOOK_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

test("without a URL there are no webhooks, whatever else is set", () => {
  expect(webhookTarget({})).toBeUndefined();
  expect(webhookTarget({ CELLWIRE_WEBHOOK_SECRET })).toBeUndefined();
});

test("a URL needs a secret, and a secret that is none is not quoted", () => {
  expect(webhookTarget({ CELLWIRE_WEBHOOK_URL, CELLWIRE_WEBHOOK_SECRET })).toMatchObject({ url: CELLWIRE_WEBHOOK_URL });
  expect(() => webhookTarget({ CELLWIRE_WEBHOOK_URL })).toThrow(/^CELLWIRE_WEBHOOK_SECRET is not set/);
  const wrong = () => webhookTarget({ CELLWIRE_WEBHOOK_URL, CELLWIRE_WEBHOOK_SECRET: "my-password" });
  expect(wrong).toThrow(
    /^CELLWIRE_WEBHOOK_SECRET is not valid: a webhook secret is whsec_ and 24 to 64 bytes in base64$/,
  );
});
