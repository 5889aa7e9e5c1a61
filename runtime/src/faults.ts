import { setTimeout as delay } from "node:timers/promises";

/** What an armed fault point does, at its `atHit`th hit alone, or at each when that is undefined. */
export interface FaultRule {
  readonly point: string;
  readonly action: "kill" | "error" | "delay";
  readonly delayMs: number;
  readonly atHit: number | undefined;
}

export class FaultError extends Error {
  override readonly name = "FaultError";
  readonly code = "FAULT_INJECTED";
}

const RULE = /^(?<point>[a-z0-9.-]+)=(?:(?<action>kill|error)|delay:(?<delayMs>\d{1,6}))(?:@(?<atHit>[1-9]\d{0,8}))?$/;

/**
 * Named points in the code where a test may make the process die, fail or wait. Only configuration arms them; a point
 * that is not armed costs one comparison.
 */
export class Faults {
  readonly #armed: Map<string, ArmedPoint> | undefined;
  readonly #kill: () => void;

  /** `kill` is for tests of this class alone. */
  constructor(rules: readonly FaultRule[] = [], kill: () => void = killThisProcess) {
    this.#kill = kill;
    if (rules.length === 0) return;
    this.#armed = new Map();
    for (const rule of rules) {
      const point = this.#armed.get(rule.point) ?? { hits: 0, rules: [] };
      point.rules.push(rule);
      this.#armed.set(rule.point, point);
    }
  }

  /**
   * Say that the code is at `point`. Returns a promise only for a delay, so that it can be called without `await`
   * where no delay makes sense.
   * @throws {FaultError} at an armed `error`.
   */
  hit(point: string): Promise<void> | undefined {
    if (this.#armed === undefined) return undefined;
    const armed = this.#armed.get(point);
    return armed === undefined ? undefined : this.#act(armed);
  }

  #act(armed: ArmedPoint): Promise<void> | undefined {
    armed.hits += 1;
    const rule = armed.rules.find(({ atHit }) => atHit === undefined || atHit === armed.hits);
    if (rule === undefined) return undefined;
    if (rule.action === "delay") return delay(rule.delayMs);
    if (rule.action === "error") throw new FaultError(`fault injected at ${rule.point}`);
    this.#kill();
    return undefined;
  }
}

interface ArmedPoint {
  hits: number;
  readonly rules: FaultRule[];
}

/**
 * Faults from text such as `accept.after-commit=kill@3,relay.before-enqueue=delay:500`: `kill` ends this process with
 * SIGKILL, `error` throws, `delay:MS` waits; `@N` limits it to the Nth hit. Empty text arms nothing.
 * @throws {RangeError} naming the rule that cannot be read.
 */
export function parseFaults(text: string): Faults {
  const rules = text.split(",").map((rule) => rule.trim());
  return new Faults(rules.filter((rule) => rule !== "").map(parseRule));
}

function parseRule(text: string): FaultRule {
  const groups = RULE.exec(text)?.groups;
  if (groups?.["point"] === undefined) {
    throw new RangeError(`fault "${text}" is not POINT=kill|error|delay:MS, with @N for the Nth hit alone`);
  }
  return {
    point: groups["point"],
    action: (groups["action"] as "kill" | "error" | undefined) ?? "delay",
    delayMs: Number(groups["delayMs"] ?? 0),
    atHit: groups["atHit"] === undefined ? undefined : Number(groups["atHit"]),
  };
}

/** SIGKILL and not exit: nothing may be flushed, answered or closed on the way. */
function killThisProcess(): void {
  process.kill(process.pid, "SIGKILL");
}
