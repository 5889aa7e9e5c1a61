/** One place where a file breaks a house rule. */
export interface Finding {
  readonly rule: string;
  /** Relative to the repository, with forward slashes. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly message: string;
  /** How far beyond the rule, in the rule's unit (lines over the limit, else 1 per finding). What the ratchet adds up. */
  readonly excess: number;
}

export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

export function isTestPath(path: string): boolean {
  return /\.test\.ts$|\/test\/|^e2e\//.test(path);
}

export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}
