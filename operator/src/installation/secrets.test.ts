import { systemRandom } from "@cellwire/runtime/random.ts";
import { expect, test } from "vitest";
import { KubeError, type KubeObject } from "../kube/contract.ts";
import { keySet } from "../resources/key-set.ts";
import { ensureSecrets, installationSecrets } from "./secrets.ts";

const INSTALLATION = { release: "cellwire", namespace: "cellwire-system", applicationKey: true, database: true };

function contents(secrets: readonly KubeObject[]): Record<string, Record<string, string>> {
  return Object.fromEntries(secrets.map((one) => [one.metadata.name, one["stringData"] as Record<string, string>]));
}

/** Has what is named already. */
function apiWith(...existing: string[]) {
  const names = new Set(existing);
  return {
    names,
    create: async <T extends KubeObject>(_resource: unknown, object: T): Promise<T> => {
      const { name } = object.metadata;
      if (names.has(name)) throw new KubeError(name, { reason: "AlreadyExists", status: 409, retryable: false });
      names.add(name);
      return object;
    },
  };
}

test("an installation gets its keys, tokens and passwords", () => {
  const made = contents(installationSecrets(INSTALLATION, systemRandom));
  expect(Object.keys(made)).toEqual([
    "cellwire-directory-keys",
    "cellwire-directory-admin",
    "cellwire-directory-postgres",
    "cellwire-application-keys",
  ]);
  expect(keySet.safeParse(JSON.parse(made["cellwire-directory-keys"]!["signing.json"]!)).success).toBe(true);
  expect(made["cellwire-directory-admin"]!["token"]).toMatch(/^[\w-]{32}$/);
  expect(made["cellwire-directory-postgres"]!["password"]).toMatch(/^[\w-]{32}$/);
});

test("the application's public keys are without the private part", () => {
  const { "cellwire-application-keys": made } = contents(installationSecrets(INSTALLATION, systemRandom));
  const { active } = keySet.parse(JSON.parse(made!["application.json"]!));
  expect(JSON.parse(made!["user-tokens.json"]!)).toEqual({
    keys: [{ kty: "OKP", crv: "Ed25519", kid: active, x: expect.any(String) }],
  });
});

test("what others bring is not made", () => {
  const secrets = installationSecrets({ ...INSTALLATION, applicationKey: false, database: false }, systemRandom);
  expect(Object.keys(contents(secrets))).toEqual(["cellwire-directory-keys", "cellwire-directory-admin"]);
});

test("what is there stays, and only what is missing is made", async () => {
  const secrets = installationSecrets(INSTALLATION, systemRandom);
  const api = apiWith("cellwire-directory-keys", "cellwire-directory-admin");
  expect(await ensureSecrets(api, secrets)).toEqual(["cellwire-directory-postgres", "cellwire-application-keys"]);
  expect(await ensureSecrets(api, secrets)).toEqual([]);
});

test("any other answer of the API server is an error", async () => {
  const refusal = new KubeError("no", { reason: "Forbidden", status: 403, retryable: false });
  const api = { create: async () => await Promise.reject(refusal) };
  await expect(ensureSecrets(api, installationSecrets(INSTALLATION, systemRandom))).rejects.toBe(refusal);
});
