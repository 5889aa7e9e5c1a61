/** Options that several commands share, and how their values are read. */

import path from "node:path";
import { InvalidArgumentError, Option } from "commander";
import { CHECKOUT } from "./cluster.ts";

export const DEFAULT_DATA_DIR = path.join(CHECKOUT, ".cellwire");
const DEFAULT_PORT = 7400;
const PORT_MIN = 1024;
const PORT_MAX = 65_000;

export function dataOption(): Option {
  return new Option("--data <dir>", "data directory")
    .default(DEFAULT_DATA_DIR, ".cellwire in the checkout")
    .argParser((value) => path.resolve(value));
}

export function portOption(): Option {
  return new Option("--port <n>", "first of the consecutive ports to use").default(DEFAULT_PORT).argParser(parsePort);
}

function parsePort(text: string): number {
  return parseWhole(text, { min: PORT_MIN, max: PORT_MAX });
}

export function parseWhole(text: string, bounds: { min: number; max: number }): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < bounds.min || value > bounds.max) {
    throw new InvalidArgumentError(`It must be a whole number from ${bounds.min} to ${bounds.max}.`);
  }
  return value;
}
