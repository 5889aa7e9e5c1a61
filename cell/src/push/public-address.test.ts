import { expect, test } from "vitest";
import { isPublicAddress, isPublicEndpoint, publicLookup } from "./public-address.ts";

test.each([
  "127.0.0.1",
  "10.1.2.3",
  "100.64.0.1",
  "169.254.169.254",
  "172.31.255.255",
  "192.168.0.1",
  "0.0.0.0",
  "224.0.0.1",
  "255.255.255.255",
  "::1",
  "::",
  "::ffff:10.0.0.1",
  "64:ff9b::a00:1",
  "fc00::1",
  "fe80::1",
  "ff02::1",
  "2001:db8::1",
  "2002:a00:1::",
  "not an address",
])("%s is not public", (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

test.each(["8.8.8.8", "172.32.0.1", "192.0.1.1", "2606:4700::1111"])("%s is public", (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

test.each([
  "http://push.example/x",
  "https://127.0.0.1/x",
  "https://2130706433/x",
  "https://0x7f.1/x",
  "https://[::1]/x",
  "https://[::ffff:7f00:1]/x",
  "https://user:password@push.example/x",
  "file:///etc/passwd",
  "x",
])("%s is no endpoint", (endpoint) => {
  expect(isPublicEndpoint(endpoint)).toBe(false);
});

test("an endpoint with a name may be called, as far as the URL tells", () => {
  expect(isPublicEndpoint("https://push.example:8443/x?y")).toBe(true);
});

test.each([true, false])("a name that leads inside is not connected to (all: %s)", async (all) => {
  const code = await new Promise((resolve) =>
    publicLookup("localhost", { all }, (error) => resolve((error as { code?: string } | null)?.code)),
  );
  expect(code).toBe("EADDRNOTPUBLIC");
});
