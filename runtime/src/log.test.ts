import { expect, test } from "vitest";
import { createLogger } from "./log.ts";
import { ALLOWED_LOG_FIELDS } from "./log-fields.ts";

function setup() {
  const lines: string[] = [];
  const log = createLogger({
    service: "tested",
    level: "info",
    destination: { write: (line) => void lines.push(line) },
  });
  const last = (): Record<string, unknown> => JSON.parse(lines.at(-1) ?? "null") as Record<string, unknown>;
  return { log, lines, last };
}

test("a line carries the message, the service and allowed fields", () => {
  const { log, last } = setup();
  log.info({ messageId: "m1", count: 3, messageIds: ["a", "b"], epoch: 12n, ready: false }, "accepted");
  expect(last()).toMatchObject({
    level: "info",
    service: "tested",
    msg: "accepted",
    messageId: "m1",
    count: 3,
    messageIds: ["a", "b"],
    epoch: "12",
    ready: false,
  });
});

test("fields outside the allow-list are dropped and named", () => {
  const { log, lines, last } = setup();
  log.info(
    { content: "SECRET", headers: ["SECRET"], token: "SECRET", ticket: "SECRET", body: "SECRET", count: 1 },
    "x",
  );
  expect(last()["droppedFields"]).toEqual(["content", "headers", "token", "ticket", "body"]);
  expect(last()["count"]).toBe(1);
  expect(lines.join("")).not.toContain("SECRET");
});

test("an allowed name does not let an object, a buffer or a list of them pass", () => {
  const { log, lines, last } = setup();
  log.info({ user: { name: "SECRET" }, messageId: Buffer.from("SECRET"), messageIds: [{ a: "SECRET" }] }, "x");
  expect(last()["droppedFields"]).toEqual(["user", "messageId", "messageIds"]);
  expect(lines.join("")).not.toContain("SECRET");
});

test("a child's fields pass the same allow-list", () => {
  const { log, lines, last } = setup();
  log.child({ cell: "eu", token: "SECRET" }).child({ lane: 2, content: "SECRET" }).warn("x");
  expect(last()).toMatchObject({ cell: "eu", lane: 2 });
  expect(lines.join("")).not.toContain("SECRET");
});

test("an error is name, code, message and stack, with at most three causes and nothing else", () => {
  const { log, lines, last } = setup();
  let error = new Error("cause 5");
  for (const depth of [4, 3, 2, 1]) error = new Error(`cause ${depth}`, { cause: error });
  const top = Object.assign(new TypeError("failed", { cause: error }), {
    code: "E1",
    detail: "SECRET",
    args: ["SECRET"],
  });
  log.error({ err: top }, "x");
  expect(last()["err"]).toMatchObject({
    name: "TypeError",
    code: "E1",
    message: "failed",
    stack: expect.stringContaining("log.test.ts"),
    cause: { message: "cause 1", cause: { message: "cause 2", cause: { message: "cause 3" } } },
  });
  expect(Object.keys(last()["err"] as object)).toEqual(["name", "code", "message", "stack", "cause"]);
  expect(lines.join("")).not.toContain("cause 4");
  expect(lines.join("")).not.toContain("SECRET");
});

test("URLs lose their credentials and query, in fields and in error messages", () => {
  const { log, lines, last } = setup();
  const url = "redis://user:SECRET@host:6379/0?password=SECRET";
  log.error({ url, err: new Error(`cannot connect to ${url}`) }, "x");
  expect(last()["url"]).toBe("redis://host:6379/0");
  expect(lines.join("")).not.toContain("SECRET");
});

test("long text is cut", () => {
  const { log, last } = setup();
  log.error({ reason: "x".repeat(10_000), err: new Error("y".repeat(10_000)) }, "x");
  expect((last()["reason"] as string).length).toBeLessThan(600);
  expect(JSON.stringify(last()["err"]).length).toBeLessThan(6_000);
});

test("levels below the configured one say nothing", () => {
  const { log, lines } = setup();
  log.debug({ count: 1 }, "x");
  expect(lines).toEqual([]);
});

test("the allow-list has no name that could hold a payload or a secret, and none twice", () => {
  const forbidden =
    /content|payload|header|token|ticket|body|secret|password|authorization|cookie|envelope|text|data$/i;
  expect(ALLOWED_LOG_FIELDS.filter((name) => forbidden.test(name))).toEqual([]);
  expect(new Set(ALLOWED_LOG_FIELDS).size).toBe(ALLOWED_LOG_FIELDS.length);
});
