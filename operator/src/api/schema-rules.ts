/**
 * Rules that plain JSON Schema cannot say, written twice side by side: as a zod refinement for manifests that are
 * parsed here, and as CEL under `x-kubernetes-validations` for the API server. Both say the same words, at the same
 * field: what is wrong, and what to write instead.
 */

import type { z } from "zod";

export const VALIDATIONS = "x-kubernetes-validations";

/** https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-rules */
export interface CelRule {
  readonly rule: string;
  readonly message: string;
  readonly fieldPath?: string;
  readonly reason?: CelReason;
}

type CelReason = "FieldValueInvalid" | "FieldValueRequired" | "FieldValueForbidden";

interface Fault {
  /** The field of the value that is at fault; without it, the value itself. */
  readonly field?: string;
  readonly reason?: CelReason;
  readonly problem: string;
  readonly remedy: string;
}

export interface Rule<T> extends Fault {
  readonly holds: (value: T) => boolean;
  /** `self` is the value. */
  readonly cel: string;
}

/** Holds for a change of a stored object: `oldSelf` is the value before. Only the API server can check it. */
export interface ChangeRule extends Fault {
  readonly cel: string;
}

export function withRule<S extends z.ZodType>(schema: S, rule: Rule<z.output<S>>): S {
  const refined = schema.refine(rule.holds, {
    error: rule.problem,
    path: rule.field === undefined ? [] : [rule.field],
    params: { remedy: rule.remedy },
  });
  return withCel(refined, rule);
}

export function withChangeRule<S extends z.ZodType>(schema: S, rule: ChangeRule): S {
  return withCel(schema, rule);
}

/** For a field that is always there: required, or with a default. */
export function immutable<S extends z.ZodType>(schema: S, remedy: string): S {
  return withChangeRule(schema, { cel: "self == oldSelf", problem: "cannot be changed", remedy });
}

/** For an optional field: on its object, because a rule on the field itself sees neither an addition nor a removal. */
export function immutableOptional<S extends z.ZodType>(schema: S, { field, remedy }: FieldRemedy): S {
  const [now, before] = [`self.${field}`, `oldSelf.${field}`];
  return withChangeRule(schema, {
    cel: `has(${now}) == has(${before}) && (!has(${now}) || ${now} == ${before})`,
    field,
    problem: "cannot be added, changed or removed",
    remedy,
  });
}

interface FieldRemedy {
  readonly field: string;
  readonly remedy: string;
}

function withCel<S extends z.ZodType>(schema: S, fault: Fault & { readonly cel: string }): S {
  const meta = schema.meta() ?? {};
  const rules = (meta[VALIDATIONS] ?? []) as readonly CelRule[];
  const rule: CelRule = {
    rule: fault.cel,
    message: `${fault.problem}; ${fault.remedy}`,
    ...(fault.field === undefined ? {} : { fieldPath: `.${fault.field}` }),
    ...(fault.reason === undefined ? {} : { reason: fault.reason }),
  };
  return schema.meta({ ...meta, [VALIDATIONS]: [...rules, rule] });
}
