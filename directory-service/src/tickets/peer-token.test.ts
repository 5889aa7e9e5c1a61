import { TOKEN_TYPE } from "@cellwire/protocol";
import { describe, expect, it } from "vitest";
import { cell, registration } from "../../test/cell-registration.ts";
import { NOW_S, peerToken, stoppedClock, testKey } from "../../test/test-tokens.ts";
import { MemoryRegistry } from "../registry/memory.ts";
import { PeerTokenVerifier } from "./peer-token.ts";

describe("peer tokens", () => {
  it("say which cell calls", async () => {
    const { verifier, keys } = await setup();
    expect(await verifier.verify(await peerToken(keys.eu))).toBe("eu");
  });

  it("may be signed by each registered key while a rotation overlaps", async () => {
    const { verifier, registry, keys } = await setup();
    const next = await testKey("eu-2");
    const publicKeys = [keys.eu.publicJwk, next.publicJwk];
    await registry.putCell(cell("eu"), registration({ publicKeys }));
    expect(await verifier.verify(await peerToken(keys.eu))).toBe("eu");
    expect(await verifier.verify(await peerToken(next))).toBe("eu");
    await registry.putCell(cell("eu"), registration({ publicKeys: [next.publicJwk] }));
    await expect(verifier.verify(await peerToken(keys.eu))).rejects.toMatchObject({ code: "PEER_TOKEN_INVALID" });
  });

  it.each([
    ["for another audience", "PEER_TOKEN_INVALID", { claims: { aud: "us" } }],
    ["expired", "PEER_TOKEN_INVALID", { claims: { exp: NOW_S - 31 } }],
    ["without expiry", "PEER_TOKEN_INVALID", { claims: { exp: undefined } }],
    ["without time of issue", "PEER_TOKEN_INVALID", { claims: { iat: undefined } }],
    ["issued long ago", "PEER_TOKEN_INVALID", { claims: { iat: NOW_S - 3600 } }],
    ["of another type", "PEER_TOKEN_INVALID", { header: { typ: TOKEN_TYPE.ticket } }],
    ["without a type", "PEER_TOKEN_INVALID", { header: { typ: undefined } }],
    ["signed by the key of another cell", "PEER_TOKEN_INVALID", { claims: { iss: "us" } }],
    ["of a cell that is not registered", "PEER_UNKNOWN", { claims: { iss: "ap" } }],
    ["without issuer", "PEER_UNKNOWN", { claims: { iss: undefined } }],
  ])("are refused %s", async (_what, code, changes) => {
    const { verifier, keys } = await setup();
    await expect(verifier.verify(await peerToken(keys.eu, changes))).rejects.toMatchObject({ code, status: 401 });
  });

  it("are refused when they are no JWT", async () => {
    const { verifier } = await setup();
    await expect(verifier.verify("garbage")).rejects.toMatchObject({ code: "PEER_TOKEN_INVALID" });
  });

  it("of a retired cell are refused", async () => {
    const { verifier, registry, keys } = await setup();
    await registry.putCell(cell("eu"), registration({ publicKeys: [keys.eu.publicJwk], state: "RETIRED" }));
    await expect(verifier.verify(await peerToken(keys.eu))).rejects.toMatchObject({ code: "PEER_UNKNOWN" });
  });
});

async function setup() {
  const registry = new MemoryRegistry();
  const keys = { eu: await testKey("eu-1"), us: await testKey("us-1") };
  await registry.putCell(cell("eu"), registration({ publicKeys: [keys.eu.publicJwk] }));
  await registry.putCell(cell("us"), registration({ publicKeys: [keys.us.publicJwk] }));
  return { registry, keys, verifier: new PeerTokenVerifier(registry, stoppedClock) };
}
