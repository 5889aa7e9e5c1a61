/** A Chromium of this machine, in which tests run. */

import { existsSync } from "node:fs";
import path from "node:path";
import { searchPath } from "../config.ts";
import { LocalError } from "../errors.ts";
import { installPackages } from "../kubernetes/programs.ts";

const BINARIES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"] as const;
const DEBIAN_PACKAGE = { program: "chromium", package: "chromium" };

/** The browser's binary; installs it where root can by apt-get. undefined: there is none. */
export function findBrowser(onProgress: (line: string) => void): string | undefined {
  const found = lookUp();
  if (found !== undefined || process.getuid?.() !== 0) return found;
  try {
    installPackages([DEBIAN_PACKAGE], onProgress);
  } catch (error) {
    if (!(error instanceof LocalError)) throw error;
    onProgress(`${error.message}; ${error.remedy}`);
  }
  return lookUp();
}

function lookUp(): string | undefined {
  return BINARIES.flatMap((name) => searchPath().map((directory) => path.join(directory, name))).find((file) =>
    existsSync(file),
  );
}
