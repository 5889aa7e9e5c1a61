import { execFile } from "node:child_process";
import { expect, test, vi } from "vitest";
import { FaultError, Faults, parseFaults } from "./faults.ts";

test("empty text arms nothing", () => {
  expect(parseFaults("").hit("any.point")).toBeUndefined();
});

test("a point that is not named is not touched", () => {
  expect(parseFaults("a.b=error").hit("a.c")).toBeUndefined();
});

test("an error is thrown at each hit, or with @N at the Nth alone", () => {
  const always = parseFaults("a.b=error");
  expect(() => always.hit("a.b")).toThrow(FaultError);
  expect(() => always.hit("a.b")).toThrow(FaultError);
  const second = parseFaults("a.b=error@2");
  expect(second.hit("a.b")).toBeUndefined();
  expect(() => second.hit("a.b")).toThrow(FaultError);
  expect(second.hit("a.b")).toBeUndefined();
});

test("kill happens at the Nth hit alone", () => {
  const kill = vi.fn<() => void>();
  const faults = new Faults([{ point: "a.b", action: "kill", delayMs: 0, atHit: 3 }], kill);
  void faults.hit("a.b");
  void faults.hit("a.b");
  expect(kill).not.toHaveBeenCalled();
  void faults.hit("a.b");
  expect(kill).toHaveBeenCalledOnce();
});

test("a delay is waited for", async () => {
  const hit = parseFaults("a.b=delay:5").hit("a.b");
  expect(hit).toBeInstanceOf(Promise);
  await hit;
});

test("several rules are read, also for one point", () => {
  const faults = parseFaults(" a=error@1 , b=error@1, a=error@3 ");
  expect(() => faults.hit("a")).toThrow(FaultError);
  expect(faults.hit("a")).toBeUndefined();
  expect(() => faults.hit("a")).toThrow(FaultError);
  expect(() => faults.hit("b")).toThrow(FaultError);
});

test.each(["a", "a=", "a=explode", "a=delay", "a=delay:-1", "a=kill@0", "=kill", "A=kill"])("%j is refused", (text) => {
  expect(() => parseFaults(text)).toThrow(RangeError);
});

test("an armed kill ends the process with SIGKILL before the next statement", async () => {
  const module = JSON.stringify(new URL("./faults.ts", import.meta.url).href);
  const script = `import { parseFaults } from ${module}; parseFaults("x=kill").hit("x"); console.log("alive");`;
  const { promise, resolve } = Promise.withResolvers<{ signal: unknown; stdout: string }>();
  execFile(process.execPath, ["--input-type=module-typescript", "-e", script], (error, stdout) =>
    resolve({ signal: error?.signal, stdout }),
  );
  await expect(promise).resolves.toEqual({ signal: "SIGKILL", stdout: "" });
});
