/**
 * Manifests that must be refused, wherever they are read: here, and by the API server with the CRD. Either names the
 * field, and says what to write instead.
 */

import { API_VERSION, KIND } from "../src/api/cell.ts";

export interface BadManifest {
  readonly what: string;
  readonly manifest: object;
  /** Of the field at fault. */
  readonly path: string;
  /** In the words of the parser here. */
  readonly remedy: RegExp;
  /** In the words of the API server, where they are not the same: rules of plain JSON Schema are worded by it. */
  readonly answer?: RegExp;
}

/** A minimal manifest with `spec` merged in. */
export function cellManifest(spec: object = {}, metadata: object = { name: "eu" }): object {
  return { apiVersion: API_VERSION, kind: KIND, metadata, spec: { region: "eu", ...spec } };
}

export const MATCHES = { remedy: /matches/, answer: /should match/ };
export const UNKNOWN = { remedy: /remove it.*spelling/, answer: /unknown field/ };
export const atMost = (most: number) => ({ remedy: new RegExp(`${most} or less`), answer: boundAnswer("less", most) });
export const atLeast = (least: number) => ({
  remedy: new RegExp(`${least} or more`),
  answer: boundAnswer("greater", least),
});
export const required = (type: string) => ({ remedy: new RegExp(`add it, with .*${type}`), answer: /Required value/ });
export const needsType = (type: string) => ({
  remedy: new RegExp(type),
  answer: new RegExp(`must be of type ${type}`),
});
export const oneOf = (...values: string[]) => ({
  remedy: new RegExp(values.join(" or ")),
  answer: new RegExp(`supported values: ${values.map((value) => `"${value}"`).join(", ")}`),
});

/** A whole number is printed as it is, or with an exponent when it is large. */
function boundAnswer(side: "less" | "greater", bound: number): RegExp {
  return new RegExp(`should be ${side} than or equal to (${bound}|${bound / 1e6}e\\+06|${bound / 1e8}e\\+08)`);
}
