/**
 * What a setting is: a few fields, each with when and by which device it was last changed. Two devices that change different fields keep both changes; of
 * one field the later change stays (among equals that of the device whose id is greater). Merging is commutative, associative and idempotent, so that
 * all devices end with the same (a map of last-writer-wins registers: Shapiro et al., 2011, "A comprehensive study of convergent and commutative
 * replicated data types", section 3.2.1). Fields of later versions are merged like others.
 */

export type FieldValue = string | number | boolean | null | { readonly [name: string]: FieldValue };

export interface Register {
  /** By the server's clock, and after what the device knew of the field. */
  readonly atMs: number;
  readonly device: string;
  readonly value: FieldValue;
}

export interface Registers {
  /** The key of the user or group whose chat this is; empty: the user's preferences for all chats. */
  readonly with: string;
  readonly fields: Readonly<Record<string, Register>>;
}

const VERSION = 1;

export function mergeRegisters(one: Registers, other: Registers): Registers {
  const fields: Record<string, Register> = { ...one.fields };
  for (const [name, register] of Object.entries(other.fields)) {
    const present = fields[name];
    if (!present || isLater(register, present)) fields[name] = register;
  }
  return { with: one.with, fields };
}

export function withField(registers: Registers, name: string, register: Register): Registers {
  const before = registers.fields[name]?.atMs ?? 0;
  const atMs = Math.max(register.atMs, before + 1);
  return { ...registers, fields: { ...registers.fields, [name]: { ...register, atMs } } };
}

/** The same text for the same registers. */
export function writeRegisters({ with: thing, fields }: Registers): string {
  const names = Object.keys(fields).sort();
  const written = names.map((name) => [name, [fields[name]!.atMs, fields[name]!.device, fields[name]!.value]]);
  return JSON.stringify({ v: VERSION, with: thing, fields: Object.fromEntries(written) });
}

/** undefined: it is none, or of a later version. */
export function readRegisters(text: string): Registers | undefined {
  let value: { v?: unknown; with?: unknown; fields?: unknown };
  try {
    value = JSON.parse(text) as typeof value;
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null || value.v !== VERSION || typeof value.with !== "string")
    return undefined;
  const fields: Record<string, Register> = {};
  for (const [name, written] of Object.entries(value.fields ?? {})) {
    const [atMs, device, of] = Array.isArray(written) ? (written as unknown[]) : [];
    if (!Number.isSafeInteger(atMs) || typeof device !== "string" || of === undefined) return undefined;
    fields[name] = { atMs: atMs as number, device, value: of as FieldValue };
  }
  return { with: value.with, fields };
}

function isLater(one: Register, other: Register): boolean {
  if (one.atMs !== other.atMs) return one.atMs > other.atMs;
  if (one.device !== other.device) return one.device > other.device;
  // One device gives a field two values at one moment only when it lost its store between them.
  return JSON.stringify(one.value) > JSON.stringify(other.value);
}
