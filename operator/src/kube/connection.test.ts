import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { KubeConfig } from "@kubernetes/client-node";
import { expect, test } from "vitest";
import { Connection } from "./connection.ts";

function setup(user: { token?: string; username?: string; password?: string } = {}) {
  const directory = mkdtempSync(path.join(tmpdir(), "cellwire-connection-"));
  const caFile = path.join(directory, "ca.crt");
  writeFileSync(caFile, "first");
  const config = new KubeConfig();
  const cluster = { name: "c", server: "https://example.test:6443/k8s/clusters/c-1/", caFile, skipTLSVerify: false };
  config.loadFromClusterAndUser(cluster, { name: "u", ...user });
  let nowMs = 0;
  const clock = { nowMs: () => nowMs, monotonicMs: () => nowMs };
  const connection = new Connection({ config, connections: 1, clock });
  const close = async () => {
    await connection.close();
    rmSync(directory, { recursive: true });
  };
  return { connection, caFile, pass: (ms: number) => void (nowMs += ms), [Symbol.asyncDispose]: close };
}

test("calls share their connections, and watches have others", async () => {
  await using all = setup();
  const [calls, again, watches] = [
    await all.connection.route("calls"),
    await all.connection.route("calls"),
    await all.connection.route("watches"),
  ];
  expect(again.dispatcher).toBe(calls.dispatcher);
  expect(watches.dispatcher).not.toBe(calls.dispatcher);
});

test("a server behind a path is found there", async () => {
  await using all = setup();
  const { origin, pathPrefix } = await all.connection.route("calls");
  expect({ origin, pathPrefix }).toEqual({ origin: "https://example.test:6443", pathPrefix: "/k8s/clusters/c-1" });
});

test("new certificates lead to new connections, the same ones do not", async () => {
  await using all = setup();
  const first = await all.connection.route("calls");
  all.pass(60_000);
  expect((await all.connection.route("calls")).dispatcher).toBe(first.dispatcher);
  writeFileSync(all.caFile, "second");
  all.pass(60_000);
  expect((await all.connection.route("calls")).dispatcher).not.toBe(first.dispatcher);
});

test("tokens and passwords become headers", async () => {
  await using token = setup({ token: "t" });
  expect((await token.connection.route("calls")).headers).toEqual({ Authorization: "Bearer t" });
  await using password = setup({ username: "u", password: "p" });
  expect((await password.connection.route("calls")).headers).toEqual({ authorization: "Basic dTpw" });
});
