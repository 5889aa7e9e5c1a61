/** Registrations and ids for tests. */

import {
  parseCellId,
  parseUserId,
  type CellId,
  type CellRegistration,
  type ThingKey,
  type UserId,
} from "@cellwire/protocol";

export const cell = (text: string): CellId => parseCellId(text);
export const user = (text: string): UserId => parseUserId(text);

/** Key of a group whose id is `n` in base 32. */
export const group = (n: number): ThingKey => `group:${n.toString(8).padStart(26, "0")}` as ThingKey;
export const channel = (n: number): ThingKey => `channel:${n.toString(8).padStart(26, "0")}` as ThingKey;

/** A UUID with `n` at its end. */
export const op = (n: number): string => `00000000-0000-7000-8000-${n.toString(16).padStart(12, "0")}`;

export function registration(changes: Partial<CellRegistration> = {}): CellRegistration {
  return {
    region: "eu",
    state: "ACTIVE",
    schedulable: true,
    maxUsers: 100,
    weight: 100,
    gateways: ["ws://gateway.example:8080"],
    ingestUrl: "http://ingest.example:8081",
    publicKeys: [publicKey("key-1")],
    generation: 1,
    ...changes,
  };
}

/** Not a point on the curve anyone signs with: for registrations whose keys are not used. */
export function publicKey(kid: string, letter = "A"): CellRegistration["publicKeys"][number] {
  return { kty: "OKP", crv: "Ed25519", kid, x: letter.repeat(43) };
}
