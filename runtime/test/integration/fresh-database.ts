import { randomBytes } from "node:crypto";
import { Client } from "pg";
import { testPostgresUrl } from "./config.ts";

const CONNECT_TIMEOUT_MS = 5_000;

/** An empty database of its own, gone when disposed. */
export async function freshDatabase(): Promise<AsyncDisposable & { readonly url: string }> {
  const name = `runtime_test_${randomBytes(6).toString("hex")}`;
  const url = new URL(testPostgresUrl());
  url.pathname = `/${name}`;
  await onServer(`create database ${name}`);
  return { url: url.href, [Symbol.asyncDispose]: () => onServer(`drop database ${name} with (force)`) };
}

async function onServer(statement: string): Promise<void> {
  const client = new Client({ connectionString: testPostgresUrl(), connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
