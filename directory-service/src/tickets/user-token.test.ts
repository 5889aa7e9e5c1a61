import { TOKEN_TYPE } from "@cellwire/protocol";
import { base64url, exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from "jose";
import { describe, expect, it } from "vitest";
import { NOW_S, stoppedClock, testKey, userToken } from "../../test/test-tokens.ts";
import { localUserKeys, remoteUserKeys, UserTokenVerifier } from "./user-token.ts";

describe("user tokens", () => {
  it("speak for the user in `sub`", async () => {
    const { verifier, key } = await setup();
    expect(await verifier.verify(await userToken(key))).toBe("alice");
  });

  it.each([
    ["has expired", "USER_TOKEN_EXPIRED", { claims: { exp: NOW_S - 6 } }],
    ["never expires", "USER_TOKEN_INVALID", { claims: { exp: undefined } }],
    ["is not valid yet", "USER_TOKEN_INVALID", { claims: { nbf: NOW_S + 60 } }],
    ["names nobody", "USER_TOKEN_INVALID", { claims: { sub: undefined } }],
    ["names what is no user id", "USER_TOKEN_INVALID", { claims: { sub: "alice@example.org" } }],
    ["names a key that is not published", "USER_TOKEN_KEY_UNKNOWN", { header: { kid: "other" } }],
    ["names a system user", "USER_TOKEN_INVALID", { claims: { sub: "system.billing" } }],
    ["names what stands for an erased user", "USER_TOKEN_INVALID", { claims: { sub: "erased.x" } }],
    ["is the backend's own credential", "USER_TOKEN_INVALID", { claims: { aud: "cellwire-server" } }],
    ["is a ticket", "USER_TOKEN_INVALID", { header: { typ: TOKEN_TYPE.ticket } }],
  ])("are refused when one %s", async (_what, code, changes) => {
    const { verifier, key } = await setup();
    const refused = verifier.verify(await userToken(key, changes));
    await expect(refused).rejects.toMatchObject({ code, status: 401 });
  });

  it("are refused when a stranger signed under a published key id", async () => {
    const { verifier } = await setup();
    const refused = verifier.verify(await userToken(await testKey("app-1")));
    await expect(refused).rejects.toMatchObject({ code: "USER_TOKEN_SIGNATURE_INVALID" });
  });

  it("are refused when the claims were changed after signing", async () => {
    const { verifier, key } = await setup();
    const [header, , signature] = (await userToken(key)).split(".");
    const claims = base64url.encode(JSON.stringify({ sub: "mallory", exp: NOW_S + 600 }));
    const refused = verifier.verify([header, claims, signature].join("."));
    await expect(refused).rejects.toMatchObject({ code: "USER_TOKEN_SIGNATURE_INVALID" });
  });

  it("are refused when unsigned, signed by another algorithm, or no JWT", async () => {
    const { verifier, key } = await setup();
    const unsigned = new UnsecuredJWT({ sub: "alice", exp: NOW_S + 600 }).encode();
    const byHash = await new SignJWT({ sub: "alice", exp: NOW_S + 600 })
      .setProtectedHeader({ alg: "HS256", kid: "app-1" })
      .sign(base64url.decode(key.publicJwk.x));
    for (const token of [unsigned, byHash, "garbage", "a.b.c"]) {
      await expect(verifier.verify(token)).rejects.toMatchObject({ code: "USER_TOKEN_INVALID" });
    }
  });

  it("need a key id when several keys are published", async () => {
    const keys = [await testKey("app-1"), await testKey("app-2")] as const;
    const verifier = new UserTokenVerifier(localUserKeys(keySetOf(...keys)), stoppedClock);
    expect(await verifier.verify(await userToken(keys[1]))).toBe("alice");
    const refused = verifier.verify(await userToken(keys[1], { header: { kid: undefined } }));
    await expect(refused).rejects.toMatchObject({ code: "USER_TOKEN_KEY_UNKNOWN" });
  });

  it("cannot be decided while the key set is out of reach", async () => {
    const verifier = new UserTokenVerifier(remoteUserKeys(new URL("http://127.0.0.1:1/jwks")), stoppedClock);
    const undecided = verifier.verify(await userToken(await testKey("app-1")));
    await expect(undecided).rejects.toMatchObject({ code: "USER_KEYS_UNAVAILABLE", status: 503, retryable: true });
  });

  it("are not taken with a key of another kind", async () => {
    const { publicKey, privateKey } = await generateKeyPair("ES256");
    const jwk = { ...(await exportJWK(publicKey)), kid: "app-1" };
    const verifier = new UserTokenVerifier(localUserKeys(JSON.stringify({ keys: [jwk] })), stoppedClock);
    const token = await new SignJWT({ sub: "alice", exp: NOW_S + 600 })
      .setProtectedHeader({ alg: "ES256", kid: "app-1" })
      .sign(privateKey);
    await expect(verifier.verify(token)).rejects.toMatchObject({ code: "USER_TOKEN_INVALID" });
  });
});

describe("the application's key set", () => {
  it.each(["", "[]", '{"keys":[1]}'])("is refused when it is %j", (text) => {
    expect(() => localUserKeys(text)).toThrow("not a JSON Web Key Set");
  });
});

async function setup() {
  const key = await testKey("app-1");
  return { key, verifier: new UserTokenVerifier(localUserKeys(keySetOf(key)), stoppedClock) };
}

function keySetOf(...keys: Awaited<ReturnType<typeof testKey>>[]): string {
  return JSON.stringify({ keys: keys.map((key) => key.publicJwk) });
}
