/** A digest over files and folders: when it is the same, so is what is made of them. */

import { createHash, type Hash } from "node:crypto";
import { readFileSync, readdirSync, statSync } from "node:fs";
import path from "node:path";

const DIGEST_CHARACTERS = 16;

/** @param names files and folders below `root`; node_modules are left out */
export function contentDigest(root: string, names: readonly string[]): string {
  const hash = createHash("sha256");
  for (const name of names) addTo(hash, root, name);
  return hash.digest("hex").slice(0, DIGEST_CHARACTERS);
}

function addTo(hash: Hash, root: string, name: string): void {
  const file = path.join(root, name);
  if (!statSync(file).isDirectory()) {
    const content = readFileSync(file);
    hash.update(`${name}\n${content.length}\n`).update(content);
    return;
  }
  for (const entry of readdirSync(file).sort()) {
    if (entry !== "node_modules") addTo(hash, root, path.join(name, entry));
  }
}
