/** Requests and limits of the containers, as the Cell asks for them or by default, and what servers make of them. */

import type { Cell } from "../api/cell.ts";
import { quantityValue } from "../api/quantity.ts";
import type { Component } from "./cell-object.ts";

/** Small on purpose: a cell must fit on a laptop's cluster. The scheduler reserves them; use is not bounded by them. */
const REQUESTS: Readonly<Record<Component, { cpu: string; memory: string }>> = {
  gateway: { cpu: "100m", memory: "256Mi" },
  forwarder: { cpu: "100m", memory: "256Mi" },
  postgres: { cpu: "100m", memory: "256Mi" },
  redis: { cpu: "50m", memory: "64Mi" },
  migrate: { cpu: "50m", memory: "128Mi" },
};

const MEGABYTE = 2 ** 20;

export function podResources(cell: Cell, component: Component): object {
  return configured(cell, component) ?? { requests: REQUESTS[component] };
}

/** In MiB: the limit, or what is reserved, or the default. */
export function memoryMegabytes(cell: Cell, component: Component): number {
  const { limits, requests } = configured(cell, component) ?? {};
  const memory = limits?.["memory"] ?? requests?.["memory"] ?? REQUESTS[component].memory;
  return Math.floor(quantityValue(memory) / MEGABYTE);
}

/** In MiB; undefined: no limit. */
export function memoryLimitMegabytes(cell: Cell, component: Component): number | undefined {
  const limit = configured(cell, component)?.limits?.["memory"];
  return limit === undefined ? undefined : Math.floor(quantityValue(limit) / MEGABYTE);
}

function configured({ spec }: Cell, component: Component): Cell["spec"]["gateway"]["resources"] {
  return component === "migrate" ? undefined : spec[component].resources;
}
