import { generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import { silentLogger } from "@cellwire/runtime/log.ts";
import { answersInMemory } from "../../test/directory-answers.ts";
import { DirectoryKeys } from "./directory-keys.ts";

const SIGNAL = new AbortController().signal;

function setup(fetches: (() => Promise<unknown>)[], answers = answersInMemory()) {
  const clock = { nowMs: () => 0, monotonicMs: () => performance.now() };
  let asked = 0;
  const fetchKeys = () => fetches[Math.min(asked++, fetches.length - 1)]!();
  const keys = new DirectoryKeys({ fetchKeys, answers, clock, log: silentLogger });
  const resolve = async (kid: string) => keys.resolve({ alg: "EdDSA", kid }, { payload: "", signature: "" });
  return { keys, resolve, asked: () => asked };
}

function jwks(...kids: string[]) {
  return async () => ({
    keys: kids.map((kid) => ({ ...generateKeyPairSync("ed25519").publicKey.export({ format: "jwk" }), kid })),
  });
}

const away = async () => Promise.reject(new Error("no connection"));

test("a fetched key is found, and the last good copy outlives the directory", async () => {
  const { keys, resolve } = setup([jwks("a"), away]);
  await keys.refresh(SIGNAL);
  await expect(keys.refresh(SIGNAL)).rejects.toThrow("no connection");
  await expect(resolve("a")).resolves.toMatchObject({ type: "public" });
});

test("an unknown key causes one refresh, however many ask", async () => {
  const answers = answersInMemory();
  const { keys, resolve, asked } = setup([jwks("a"), jwks("a", "b")], answers);
  await keys.start();
  await expect.poll(() => answers.load("keys")).toBeDefined();
  await Promise.all(Array.from({ length: 20 }, () => resolve("b")));
  expect(asked()).toBe(2);
  await keys.stop();
});

test("a key that the directory does not know either is no key; without any copy it is too early to tell", async () => {
  const known = setup([jwks("a")]);
  await known.keys.start();
  await known.resolve("a");
  await expect(known.resolve("b")).rejects.toMatchObject({ code: "ERR_JWKS_NO_MATCHING_KEY" });
  await known.keys.stop();
  const never = setup([away]);
  await expect(never.resolve("a")).rejects.toMatchObject({ code: "DIRECTORY_KEYS_UNAVAILABLE", retryable: true });
});

test("a process that starts while the directory is down has the keys that another one fetched", async () => {
  const answers = answersInMemory();
  await setup([jwks("a")], answers).keys.refresh(SIGNAL);
  const { keys, resolve } = setup([away], answers);
  await keys.start();
  await expect(resolve("a")).resolves.toMatchObject({ type: "public" });
  // Whether it exists only the directory can tell.
  await expect(resolve("newer")).rejects.toMatchObject({ code: "DIRECTORY_KEYS_UNAVAILABLE" });
  await keys.stop();
});

test("an answer of another shape changes nothing", async () => {
  const { keys, resolve } = setup([jwks("a"), async () => ({ keys: [{ kty: "RSA", kid: "a" }] })]);
  await keys.refresh(SIGNAL);
  await expect(keys.refresh(SIGNAL)).rejects.toThrow();
  await expect(resolve("a")).resolves.toBeDefined();
});
