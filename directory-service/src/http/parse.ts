/** Parsing of what a request brings. */

import { isCellId, isDeviceId, isThingKey, type CellId, type DeviceId, type ThingKey } from "@cellwire/protocol";
import { z } from "zod";
import { DirectoryError } from "../errors.ts";

const OPERATION_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const REGION = /^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$/;

export const cellId = () => branded<CellId>(isCellId, "needs a cell id: 1 to 32 characters of a-z 0-9 -");
export const thingKey = () =>
  branded<ThingKey>(
    isThingKey,
    "needs a user id: 1 to 64 characters of A-Z a-z 0-9 . _ ~ -, or group:<id>, channel:<id>",
  );
export const deviceId = () =>
  branded<DeviceId>(isDeviceId, "needs a device id: 1 to 32 characters of A-Z a-z 0-9 . _ ~ -");
export const operationId = () => z.string().regex(OPERATION_ID, "needs a UUID in lower case");
export const region = () => z.string().regex(REGION, "needs a region: 1 to 64 characters of a-z 0-9 -");

/** @throws {DirectoryError} REQUEST_INVALID naming each faulty field, never its value */
export function parse<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => `${issue.path.join(".") || "body"}: ${issue.message}`);
  throw new DirectoryError("REQUEST_INVALID", { detail: faults.join("; ") });
}

function branded<T extends string>(accepts: (text: string) => text is T, needs: string) {
  return z.custom<T>((value) => typeof value === "string" && accepts(value), needs);
}
