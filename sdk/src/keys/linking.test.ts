import { fromHex, parseDeviceId, parseUserId, toHex } from "@cellwire/protocol";
import { describe, expect, test } from "vitest";
import { ManualClock } from "../../test/manual-clock.ts";
import { countingRandom } from "../../test/scripted-client.ts";
import { sealGrant } from "./grant.ts";
import { decodeLinkingCode, encodeLinkingCode } from "./linking-code.ts";
import { PendingLink } from "./pending-link.ts";
import { newSigningKey, signingKeyOf } from "./signing.ts";

async function shown() {
  const pending = new PendingLink({ clock: new ManualClock(), random: countingRandom() });
  const self = { user: parseUserId("alice"), device: parseDeviceId("tablet"), identityKey: fromHex("1d".repeat(32)) };
  const text = await pending.show(self);
  return { pending, self, text, code: decodeLinkingCode(text)! };
}

describe("a linking code", () => {
  test("comes out as it went in, however a terminal breaks it", async () => {
    const { text, code, self } = await shown();
    expect(code).toMatchObject(self);
    expect(encodeLinkingCode(code)).toBe(text);
    expect(decodeLinkingCode(` ${text.slice(0, 80)}\n  ${text.slice(80)} `)).toEqual(code);
  });

  test("has the form that docs/protocol.md gives", () => {
    const code = {
      user: parseUserId("a"),
      device: parseDeviceId("b"),
      identityKey: fromHex("01".repeat(32)),
      agreementKey: fromHex("02".repeat(32)),
      secret: fromHex("03".repeat(16)),
      expiresAtMs: 258,
    };
    const hex = `0101610162${"01".repeat(32)}${"02".repeat(32)}${"03".repeat(16)}0000000000000102`;
    expect(encodeLinkingCode(code)).toBe(`cellwire-link:${Buffer.from(hex, "hex").toString("base64url")}`);
  });

  test("that is cut, longer, or of another form is none", async () => {
    const { text } = await shown();
    for (const other of ["", "x", text.slice(0, -4), `${text}AAAA`, text.replace("cellwire-link:A", "cellwire-link:B")])
      expect(decodeLinkingCode(other)).toBeUndefined();
  });
});

describe("a grant", () => {
  test("brings the account key to the device that showed the code", async () => {
    const { pending, code } = await shown();
    const account = await newSigningKey();
    const sealed = await sealGrant(fromHex(account.seed), code);
    expect(sealed).toHaveLength(80);
    const seed = await pending.open(sealed);
    expect(await signingKeyOf(seed!)).toEqual(account);
  });

  test("cannot be made by who knows the keys of the code and not its secret, as the server does", async () => {
    const { pending, code } = await shown();
    const forged = await sealGrant(new Uint8Array(32), { ...code, secret: new Uint8Array(16) });
    expect(await pending.open(forged)).toBeUndefined();
  });

  test("is for one code of one device alone, and nothing when it was changed", async () => {
    const { pending, code } = await shown();
    const sealed = await sealGrant(new Uint8Array(32), code);
    expect(await (await shown()).pending.open(sealed)).toBeUndefined();
    const other = await sealGrant(new Uint8Array(32), { ...code, identityKey: fromHex("2d".repeat(32)) });
    expect(await pending.open(other)).toBeUndefined();
    expect(await pending.open(sealed.with(79, sealed[79]! ^ 1))).toBeUndefined();
    expect(await pending.open(new Uint8Array(3))).toBeUndefined();
    pending.forget();
    expect(await pending.open(sealed)).toBeUndefined();
  });

  test("its key is not in it", async () => {
    const { code } = await shown();
    expect(toHex(await sealGrant(new Uint8Array(32).fill(7), code))).not.toContain("07".repeat(8));
  });
});
