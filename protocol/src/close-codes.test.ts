import { describe, expect, test } from "vitest";
import { CLOSE, closeAction } from "./close-codes.ts";
import type { CloseName } from "./close-codes.ts";

const ACTION_OF_HUNDRED = { 40: "reconnect", 41: "back-off", 42: "new-ticket", 43: "stop" } as const;

describe("close codes", () => {
  test.each(Object.keys(CLOSE) as CloseName[])("%s lies in a range that tells the client what to do", (name) => {
    const hundred = Math.floor(CLOSE[name] / 100) as keyof typeof ACTION_OF_HUNDRED;
    expect(closeAction(CLOSE[name])).toBe(ACTION_OF_HUNDRED[hundred]);
  });

  test("are all different", () => {
    expect(new Set(Object.values(CLOSE)).size).toBe(Object.keys(CLOSE).length);
  });

  test.each([
    [4000, "reconnect"],
    [4099, "reconnect"],
    [4100, "back-off"],
    [4199, "back-off"],
    [4200, "new-ticket"],
    [4299, "new-ticket"],
    [4300, "stop"],
    [4399, "stop"],
  ] as const)("%i, known or not, means %s", (code, action) => {
    expect(closeAction(code)).toBe(action);
  });

  test.each([0, 1000, 1001, 1006, 1011, 3999, 4400, 4999])("%i is not ours and means back-off", (code) => {
    expect(closeAction(code)).toBe("back-off");
  });
});
