import { expect, test } from "vitest";
import { isSigned, webhookHeaders, webhookSecret } from "./signature.ts";

/** The example of https://github.com/standard-webhooks/standard-webhooks, spec, "Signature scheme". */
const SECRET = webhookSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
const WEBHOOK = { id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: 1_614_265_330, body: '{"test": 2432232314}' };

test("the signature is that of the standard's example", () => {
  expect(webhookHeaders(SECRET, WEBHOOK)["webhook-signature"]).toBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
});

test("what was signed verifies for five minutes, and nothing else does", () => {
  const headers = webhookHeaders(SECRET, WEBHOOK);
  const { body, timestamp: nowS } = WEBHOOK;
  expect(isSigned(SECRET, { headers, body, nowS: nowS + 300 })).toBe(true);
  expect(isSigned(SECRET, { headers, body, nowS: nowS + 301 })).toBe(false);
  expect(isSigned(SECRET, { headers, body: `${body} `, nowS })).toBe(false);
  expect(isSigned(SECRET, { headers: { ...headers, "webhook-id": "other" }, body, nowS })).toBe(false);
  expect(isSigned(SECRET, { headers: {}, body, nowS })).toBe(false);
  expect(isSigned(Buffer.alloc(24), { headers, body, nowS })).toBe(false);
});

test("a secret being changed: any of several signatures will do", () => {
  const headers = webhookHeaders(SECRET, WEBHOOK);
  const both = { ...headers, "webhook-signature": `v1,AAAA ${headers["webhook-signature"]}` };
  expect(isSigned(SECRET, { headers: both, body: WEBHOOK.body, nowS: WEBHOOK.timestamp })).toBe(true);
});

test.each(["", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_short"])("%j is no secret, and is not quoted", (text) => {
  expect(() => webhookSecret(text)).toThrow(/^a webhook secret is whsec_ and 24 to 64 bytes in base64$/);
});
