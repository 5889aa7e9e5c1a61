import { messageIdAt } from "@cellwire/protocol";
import type { Logger } from "@cellwire/runtime/log.ts";
import { fastify } from "fastify";
import { expect, test } from "vitest";
import { ServerApiError } from "./errors.ts";
import { serverRoutes, type Handlers } from "./serve.ts";

const NOW_MS = 1_800_000_000_000;
const KEY = messageIdAt(NOW_MS, new Uint8Array(10));
const MESSAGE = { sender: "system.billing", to: { user: "alice" }, content: "c2VjcmV0" };
const SENT = { status: "accepted", id: KEY, conversation: "00", acceptedAtMs: NOW_MS } as const;

function setup(handlers: Handlers) {
  const lines: unknown[] = [];
  const keep = (fields: unknown, text: unknown) => void lines.push({ fields, text });
  const log = { info: keep, debug: () => undefined, error: keep } as unknown as Logger;
  const app = fastify();
  const verifier = {
    verify: async (token: string) => {
      if (token !== "good") throw new ServerApiError("SERVER_TOKEN_INVALID");
      return { name: "billing", scopes: new Set<string>() };
    },
  };
  serverRoutes({ handlers, verifier, clock: { nowMs: () => NOW_MS, monotonicMs: () => 0 }, log })(app);
  const post = async (body: string | object, { token = "good", key = String(KEY) } = {}) => {
    const headers = { authorization: `Bearer ${token}`, "idempotency-key": key, "content-type": "application/json" };
    const payload = typeof body === "string" ? body : JSON.stringify(body);
    const answer = await app.inject({ method: "POST", url: "/server/v1/messages", headers, payload });
    return { status: answer.statusCode, headers: answer.headers, body: answer.json<Record<string, unknown>>() };
  };
  return { post, lines };
}

test("one line says who asked for what, before it is done, and nothing of what is in it", async () => {
  const seen: number[] = [];
  const { post, lines } = setup({
    sendMessage: async () => {
      seen.push(lines.length);
      return SENT;
    },
  });
  expect(await post(MESSAGE)).toMatchObject({ status: 200, body: SENT });
  expect(seen).toEqual([1]);
  const fields = { event: "server-api", kind: "sendMessage", name: "billing", operationId: KEY };
  expect(lines).toEqual([{ fields, text: "audit" }]);
});

test("who has no good token is refused before the body is looked at", async () => {
  const { post, lines } = setup({ sendMessage: async () => SENT });
  const refused = await post("{", { token: "bad" });
  expect(refused).toMatchObject({ status: 401, body: { code: "SERVER_TOKEN_INVALID" } });
  expect(refused.headers["www-authenticate"]).toBe("Bearer");
  expect(lines).toEqual([]);
});

test.each([
  ["what is no JSON", "{", "REQUEST_INVALID"],
  ["a field too many", { ...MESSAGE, more: 1 }, "REQUEST_INVALID"],
  ["content that is no base64", { ...MESSAGE, content: "?" }, "REQUEST_INVALID"],
  ["a sender that is no user id", { ...MESSAGE, sender: "system:billing" }, "REQUEST_INVALID"],
] as const)("%s is refused without being quoted", async (_what, body, code) => {
  const { post } = setup({ sendMessage: async () => SENT });
  const answer = await post(body);
  expect(answer).toMatchObject({ status: 400, body: { code } });
  expect(JSON.stringify(answer.body)).not.toContain("system:billing");
});

test.each([
  ["8 days old", messageIdAt(NOW_MS - 8 * 86_400_000, new Uint8Array(10))],
  ["of the future", messageIdAt(NOW_MS + 3_600_000, new Uint8Array(10))],
  ["no UUIDv7", "one"],
])("a key that is %s is refused", async (_what, key) => {
  const { post } = setup({ sendMessage: async () => SENT });
  expect(await post(MESSAGE, { key })).toMatchObject({ status: 400, body: { code: "KEY_INVALID" } });
});

test("a fault is told without its details, and one that passes says when to come again", async () => {
  const { post, lines } = setup({
    sendMessage: async () => {
      throw new TypeError("secret detail");
    },
  });
  const failed = await post(MESSAGE);
  expect(failed).toMatchObject({ status: 500, body: { code: "INTERNAL" } });
  expect(JSON.stringify(failed.body)).not.toContain("secret detail");
  expect(lines).toHaveLength(2);
  const busy = setup({
    sendMessage: async () => {
      throw new ServerApiError("RETRY_AFTER");
    },
  });
  expect((await busy.post(MESSAGE)).headers["retry-after"]).toBe("2");
});

test("no more than 64 requests are worked on at once; the next is taken when one has been answered", async () => {
  const answers: (() => void)[] = [];
  const { promise: all, resolve } = Promise.withResolvers<void>();
  const { post } = setup({
    sendMessage: () =>
      new Promise((answer) => {
        answers.push(() => answer(SENT));
        if (answers.length === 64) resolve();
      }),
  });
  const running = Array.from({ length: 64 }, () => post(MESSAGE));
  await all;
  expect(await post(MESSAGE)).toMatchObject({ status: 503, body: { code: "RETRY_AFTER" } });
  for (const answer of answers.splice(0)) answer();
  await Promise.all(running);
  const next = post(MESSAGE);
  while (answers.length === 0) await new Promise((later) => setImmediate(later));
  answers[0]!();
  expect((await next).status).toBe(200);
});
