import { expect, test } from "vitest";
import fc from "fast-check";
import { mergeRegisters, readRegisters, withField, writeRegisters, type Registers } from "./registers.ts";

const register = fc.record({
  atMs: fc.integer({ min: 0, max: 3 }),
  device: fc.constantFrom("phone", "tablet"),
  value: fc.constantFrom(null, true, 1, "text", { text: "x" }),
});
const registers: fc.Arbitrary<Registers> = fc.record({
  with: fc.constant("bob"),
  fields: fc.dictionary(fc.constantFrom("pin", "draft", "later"), register, { noNullPrototype: true }),
});

test("devices that merge the same changes, in whatever order and however often, have the same", () => {
  const merged = (...all: Registers[]) => writeRegisters(all.reduce(mergeRegisters));
  fc.assert(
    fc.property(registers, registers, registers, (a, b, c) => {
      expect(merged(a, b)).toBe(merged(b, a));
      expect(merged(mergeRegisters(a, b), c)).toBe(merged(a, mergeRegisters(b, c)));
      expect(merged(a, b, a, b)).toBe(merged(a, b));
    }),
  );
});

test("a setting is read as it was written, fields of later versions too", () => {
  fc.assert(
    fc.property(registers, (one) => {
      expect(readRegisters(writeRegisters(one))).toEqual(one);
    }),
  );
  for (const text of ["", "null", "1", "{}", '{"v":2,"with":"","fields":{}}', '{"v":1,"with":"","fields":{"pin":[1]}}'])
    expect(readRegisters(text)).toBeUndefined();
});

test("a change counts above what its device knew, also when its clock is behind", () => {
  const before: Registers = { with: "bob", fields: { pin: { atMs: 9, device: "phone", value: 1 } } };
  const after = withField(before, "pin", { atMs: 5, device: "tablet", value: 2 });
  expect(mergeRegisters(before, after).fields.pin).toEqual({ atMs: 10, device: "tablet", value: 2 });
});
