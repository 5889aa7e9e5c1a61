/** Parsing of what a request brings. */

import { isCellId, isDeviceId, isThingKey, type CellId, type DeviceId, type ThingKey } from "@cellwire/protocol";
import { z } from "zod";
import { DirectoryError } from "../errors.ts";

const OPERATION_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const LIMIT_DEFAULT = 100;
const LIMIT_MAX = 1000;
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

/** Up to 15 digits: every such number is a safe integer. */
export function wholeNumber() {
  return z
    .string()
    .regex(/^\d{1,15}$/, "needs a whole number")
    .transform(Number);
}

export function pageLimit() {
  return wholeNumber().refine((limit) => limit >= 1 && limit <= LIMIT_MAX, `needs 1 to ${LIMIT_MAX}`);
}

/** Of a list of things: the page after the last thing of the former one. */
export const page = z.object({
  after: thingKey().optional(),
  limit: pageLimit().default(LIMIT_DEFAULT),
});

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
