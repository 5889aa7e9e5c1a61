/**
 * The images of the native cluster, built without a registry: the base from Debian's packages, the rest from the same
 * Dockerfiles that plain docker takes. What was built is kept in the cache under the digest of what it was built from.
 */

import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import path from "node:path";
import { z } from "zod";
import { CHECKOUT } from "../cluster.ts";
import { fullEnvironment } from "../config.ts";
import { LocalError } from "../errors.ts";
import { cacheDirectory } from "./config.ts";
import { contentDigest } from "./content-digest.ts";
import { PAUSE_IMAGE } from "./node-files.ts";
import { productionModules } from "./production-modules.ts";
import { installPackages, TO_BUILD_IMAGES } from "./programs.ts";

export const IMAGE_NAMES = ["pause", "cellwire", "cellwire-stores"] as const;
export type ImageName = (typeof IMAGE_NAMES)[number];

export interface BuiltImage {
  readonly name: ImageName;
  /** As pods name it. */
  readonly reference: string;
  /** As `docker save` writes them. */
  readonly archive: string;
  readonly digest: string;
}

type Progress = (line: string) => void;

/** The number goes up when what is below changes, since the cache keeps the base. */
const BASE = "localhost/cellwire-base:bookworm-1";
const BASE_SUITE = "bookworm";
const UNWANTED = ["doc", "man", "locale", "info"].map((name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`);
const APP_FILES = ["Dockerfile", ".dockerignore", "package.json", "package-lock.json"];
/** The services and what they depend on; .dockerignore lets in the same. */
export const APP_FOLDERS = [
  "protocol",
  "lifecycle",
  "runtime",
  "server-api",
  "cell",
  "directory-service",
  "operator",
] as const;
const STORES_FOLDER = "images/stores";
const BUILD_TIMEOUT_MS = 15 * 60_000;
/** What the chart installs: a test holds its appVersion to this. */
const VERSION = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(path.join(CHECKOUT, "package.json"), "utf8"))).version;
/** Of one image; older ones are removed from the cache. */
const ARCHIVES_MAX = 4;

/** Builds the images whose inputs changed. @param programs the directory of Kubernetes' programs, pause among them */
export function buildImages(names: readonly ImageName[], programs: string, onProgress: Progress): BuiltImage[] {
  return names.map((name) => {
    const digest = inputsDigest(name, programs);
    const archive = path.join(imageCache(), `${name}-${digest}.tar`);
    if (!existsSync(archive)) {
      installPackages(TO_BUILD_IMAGES, onProgress);
      onProgress(`Building the image ${referenceOf(name)}`);
      build({ name, archive, programs, onProgress });
      removeOldArchives(name);
      if (name === "cellwire") removeOldArchives("production-modules");
    }
    return { name, reference: referenceOf(name), archive, digest };
  });
}

/** As the chart names them: its installation needs no values here. */
export function referenceOf(name: ImageName): string {
  return name === "pause" ? PAUSE_IMAGE : `localhost/${name}:${VERSION}`;
}

function inputsDigest(name: ImageName, programs: string): string {
  if (name === "pause") return contentDigest(programs, ["pause"]);
  return contentDigest(CHECKOUT, name === "cellwire" ? [...APP_FILES, ...APP_FOLDERS] : [STORES_FOLDER]);
}

interface Build {
  readonly name: ImageName;
  readonly archive: string;
  readonly programs: string;
  readonly onProgress: Progress;
}

function build({ name, archive, programs, onProgress }: Build): void {
  const context = mkdtempSync(path.join(imageCache(), "context-"));
  const bases: string[] = [];
  try {
    if (name === "pause") {
      cpSync(path.join(programs, "pause"), path.join(context, "pause"));
      cpSync(path.join(CHECKOUT, "images/pause/Dockerfile"), path.join(context, "Dockerfile"));
    } else {
      provideBase(onProgress);
      bases.push(`--build-arg=BASE=${BASE}`);
    }
    if (name === "cellwire") {
      fillAppContext(context, onProgress);
      bases.push(`--build-arg=BUILDER=${BASE}`);
    }
    if (name === "cellwire-stores") cpSync(path.join(CHECKOUT, STORES_FOLDER), context, { recursive: true });
    // Without a name, since another checkout may be building too.
    const idFile = path.join(context, "..", `${path.basename(context)}.id`);
    const next = `${archive}.${process.pid}`;
    buildah(["build", "--quiet", "--layers=false", "--force-rm", ...bases, "--iidfile", idFile, context]);
    const id = readFileSync(idFile, "utf8").trim();
    rmSync(idFile);
    buildah(["push", "--quiet", id, `docker-archive:${next}:${referenceOf(name)}`]);
    buildah(["rmi", id]); // the archive is what is kept
    renameSync(next, archive);
  } finally {
    rmSync(context, { recursive: true });
  }
}

function fillAppContext(context: string, onProgress: Progress): void {
  for (const name of [...APP_FILES, ...APP_FOLDERS]) {
    const filter = (source: string) => path.basename(source) !== "node_modules";
    cpSync(path.join(CHECKOUT, name), path.join(context, name), { recursive: true, filter });
  }
  linkSync(productionModules(imageCache(), onProgress), path.join(context, "production-modules.tar"));
}

/** Debian's smallest root file system, and what Node needs besides. */
function provideBase(onProgress: Progress): void {
  if (spawnSync("buildah", [...storage(), "inspect", BASE], { timeout: BUILD_TIMEOUT_MS }).status === 0) return;
  onProgress("Making the base image from Debian's packages");
  const context = mkdtempSync(path.join(imageCache(), "base-"));
  try {
    const root = path.join(context, "root.tar");
    run("mmdebstrap", ["--quiet", "--variant=minbase", "--include=libatomic1", ...UNWANTED, BASE_SUITE, root]);
    cpSync(path.join(CHECKOUT, "images/base/Dockerfile"), path.join(context, "Dockerfile"));
    buildah(["build", "--quiet", "--layers=false", "--force-rm", "--tag", BASE, context]);
  } finally {
    rmSync(context, { recursive: true });
  }
}

function removeOldArchives(name: string): void {
  const archives = readdirSync(imageCache())
    .filter((file) => new RegExp(`^${name}-[0-9a-f]+\\.tar$`).test(file))
    .map((file) => path.join(imageCache(), file))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  for (const file of archives.slice(ARCHIVES_MAX)) rmSync(file, { force: true });
}

function imageCache(): string {
  const directory = path.join(cacheDirectory(), "images");
  mkdirSync(directory, { recursive: true });
  return directory;
}

/** Needs neither a daemon nor overlay mounts. */
function storage(): string[] {
  const inCache = (name: string) => path.join(cacheDirectory(), "buildah", name);
  return ["--root", inCache("storage"), "--runroot", inCache("run"), "--storage-driver", "vfs"];
}

function buildah(args: readonly string[]): void {
  run("buildah", [...storage(), ...args]);
}

function run(command: string, args: readonly string[]): void {
  const env = { ...fullEnvironment(), BUILDAH_ISOLATION: "chroot" };
  const done = spawnSync(command, args, { env, encoding: "utf8", timeout: BUILD_TIMEOUT_MS, maxBuffer: 2 ** 26 });
  if (done.status === 0) return;
  const said = `${done.stdout ?? ""}${done.stderr ?? ""}${done.error?.message ?? ""}`.trim().split("\n").slice(-10);
  throw new LocalError("PROCESS_FAILED", {
    message: `${command} failed:\n${said.join("\n")}\n`,
    remedy: "mend what it says and run this again",
  });
}
