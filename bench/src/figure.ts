/** A measured figure, and how it is shown. */

import { textTable } from "@cellwire/local/text-table.ts";

export interface Figure {
  /** Its name, with what was varied or which percentile it is after a space. */
  readonly figure: string;
  readonly value: number;
  readonly unit: string;
  /** What the same machine did in the same run without Cellwire around it; null where nothing compares. */
  readonly baseline: number | null;
  /** What it was run on, how, and with which durability. */
  readonly conditions: string;
}

const DIGITS = 4;

/** One JSON object, without a line end. */
export function figureLine({ figure, value, unit, baseline, conditions }: Figure): string {
  return JSON.stringify({ figure, value: rounded(value), unit, baseline, ratio: ratio(value, baseline), conditions });
}

export function figureTable(figures: readonly Figure[]): string {
  const rows = figures.map(({ figure, value, unit, baseline }) => [
    figure,
    rounded(value).toLocaleString("en"),
    unit,
    baseline === null ? "" : rounded(baseline).toLocaleString("en"),
    baseline === null ? "" : String(ratio(value, baseline)),
  ]);
  return textTable([["FIGURE", "VALUE", "UNIT", "BASELINE", "RATIO"], ...rows]);
}

function ratio(value: number, baseline: number | null): number | null {
  return baseline === null ? null : rounded(value / baseline);
}

function rounded(value: number): number {
  return Number(value.toPrecision(DIGITS));
}
