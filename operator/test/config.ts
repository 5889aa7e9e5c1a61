/** The only reader of the environment in the operator's tests. */

import { accessSync, constants, readdirSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";

/** Folders that may hold Kubernetes binaries, the newest version first: where `./cellwire cluster up` builds them. */
export function kubernetesFolders(): string[] {
  const cache = set(process.env["CELLWIRE_CACHE_DIR"]) ?? set(process.env["XDG_CACHE_HOME"]);
  const versions = path.join(cache ?? path.join(homedir(), ".cache"), "cellwire", "kubernetes");
  return namesIn(versions)
    .sort((a, b) => b.localeCompare(a, "en", { numeric: true }))
    .map((version) => path.join(versions, version, "bin"));
}

export function searchPath(): string[] {
  return (process.env["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").split(path.delimiter);
}

/** For programs that the tests start. */
export function childEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env["PATH"] };
}

export function findProgram(name: string, folders: readonly string[]): string | undefined {
  return folders.map((folder) => path.join(folder, name)).find(isExecutable);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // nothing was built yet
  }
}

function set(value: string | undefined): string | undefined {
  return value === "" ? undefined : value;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
