import { describe, expect, test } from "vitest";
import { KubeError, type KubeObject } from "./contract.ts";
import { RESOURCES } from "./resources.ts";
import { readWatchEvents, type WatchEvent } from "./watch-events.ts";

const SUBJECT = { verb: "watch", resource: RESOURCES.Secret } as const;

async function* chunked(...chunks: readonly string[]): AsyncGenerator<Buffer> {
  for (const chunk of chunks) yield Buffer.from(chunk);
}

async function read(...chunks: readonly string[]): Promise<{ events: WatchEvent<KubeObject>[]; error: unknown }> {
  const events: WatchEvent<KubeObject>[] = [];
  try {
    for await (const event of readWatchEvents(SUBJECT, chunked(...chunks))) events.push(event);
    return { events, error: undefined };
  } catch (error) {
    return { events, error };
  }
}

function line(type: string, object: object): string {
  return `${JSON.stringify({ type, object })}\n`;
}

const object = { kind: "Secret", metadata: { name: "é", resourceVersion: "5" } };

describe("lines", () => {
  test("come whole, however the connection cut them", async () => {
    const text = line("ADDED", object) + line("BOOKMARK", object);
    const bytes = [...Buffer.from(text)].map((byte) => Buffer.from([byte]));
    const events: string[] = [];
    for await (const event of readWatchEvents(SUBJECT, toAsync(bytes))) events.push(event.type);
    expect(events).toEqual(["ADDED", "BOOKMARK"]);
    expect(await read(text)).toMatchObject({ events: [{ object }, { object }], error: undefined });
  });

  test("that the end of the answer cut off are dropped", async () => {
    expect(await read(line("ADDED", object), `{"type":"ADD`)).toMatchObject({ events: [{}], error: undefined });
  });

  test("that are no event end the watch, and are not quoted", async () => {
    for (const wrong of ["hunter2 {\n", line("HUNTER2", object), line("ADDED", { metadata: {} }), "null\n"]) {
      const { events, error } = await read(line("ADDED", object), wrong);
      expect(events).toHaveLength(1);
      expect(error).toMatchObject({ reason: "MalformedAnswer", retryable: true });
      expect((error as KubeError).message).not.toMatch(/hunter2/i);
    }
  });

  test("without an end are not collected for ever", async () => {
    const mebibyte = "x".repeat(1024 * 1024);
    const { error } = await read(...Array.from({ length: 17 }, () => mebibyte));
    expect(error).toMatchObject({ reason: "MalformedAnswer" });
  });
});

test("an ERROR event is an error with the server's reason", async () => {
  const { error } = await read(line("ERROR", { kind: "Status", code: 410, reason: "Expired", message: "too old" }));
  expect(error).toBeInstanceOf(KubeError);
  expect(error).toMatchObject({ status: 410, reason: "Expired", message: "watch Secret: Expired: too old" });
});

async function* toAsync<T>(values: readonly T[]): AsyncGenerator<T> {
  for (const value of values) yield value;
}
