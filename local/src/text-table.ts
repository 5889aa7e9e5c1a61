const GAP = "  ";

/** Columns as wide as their widest cell; the first row is the header. */
export function textTable(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const line = (row: readonly string[]) => row.map((text, column) => text.padEnd(widths[column] ?? 0)).join(GAP);
  return rows.map((row) => line(row).trimEnd()).join("\n");
}
