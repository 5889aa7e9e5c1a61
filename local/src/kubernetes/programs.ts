/** What the native cluster runs: Debian's packages, and Kubernetes built from its modules. Gets what is missing. */

import { spawnSync } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { CHECKOUT } from "../cluster.ts";
import { fullEnvironment, searchPath } from "../config.ts";
import { LocalError } from "../errors.ts";

const BUILD = path.join(CHECKOUT, "e2e/cluster/build/build.sh");
const BUILD_TIMEOUT_MS = 40 * 60_000;
const APT_TIMEOUT_MS = 10 * 60_000;
const PROBE_TIMEOUT_MS = 10_000;
const CNI_PLUGIN = "/usr/lib/cni/ptp";
const START_POLICY = "/usr/sbin/policy-rc.d";
const EXECUTABLE_MODE = 0o755;

interface Need {
  /** On the PATH, or a whole path. */
  readonly program: string;
  readonly package: string;
}

const TO_RUN: readonly Need[] = [
  { program: "etcd", package: "etcd-server" },
  { program: "containerd", package: "containerd" },
  { program: "runc", package: "runc" },
  { program: CNI_PLUGIN, package: "containernetworking-plugins" },
  { program: "iptables", package: "iptables" },
  { program: "nft", package: "nftables" },
  { program: "conntrack", package: "conntrack" },
  { program: "ip", package: "iproute2" },
  { program: "nsenter", package: "util-linux" },
  { program: "openssl", package: "openssl" },
  { program: "unzip", package: "unzip" },
];

export const TO_BUILD_IMAGES: readonly Need[] = [
  { program: "buildah", package: "buildah" },
  { program: "mmdebstrap", package: "mmdebstrap" },
];

/** Refuses a machine that can't run the native cluster, naming what it lacks. */
export function checkMachine(): void {
  const instead = "use a cluster of your own (set KUBECONFIG) or install kind";
  const refuse = (message: string, remedy: string) => {
    throw new LocalError("UNSUPPORTED_PLATFORM", { message, remedy: `${remedy}, or ${instead}` });
  };
  if (process.platform !== "linux" || process.arch !== "x64") {
    refuse(
      `the native cluster runs on Linux on x64, and this is ${process.platform} on ${process.arch}`,
      "take such a machine",
    );
  }
  if (process.getuid?.() !== 0)
    refuse("the native cluster makes namespaces and network interfaces", "run this as root");
  const flags = ["--net", "--mount", "--pid", "--fork", "--mount-proc"];
  const probe = spawnSync("unshare", [...flags, "ip", "link", "add", "probe", "type", "veth"], {
    encoding: "utf8",
    timeout: PROBE_TIMEOUT_MS,
  });
  if (probe.status !== 0) {
    const why = (probe.stderr || probe.error?.message || "").trim();
    refuse(
      `namespaces or veth interfaces can't be made here (${why})`,
      "run this with CAP_SYS_ADMIN and CAP_NET_ADMIN",
    );
  }
}

/** @returns the directory of Kubernetes' programs */
export function providePrograms(onProgress: (line: string) => void): string {
  installPackages(TO_RUN, onProgress);
  const missing = build(["--missing"], "pipe").split("\n").filter(Boolean);
  if (missing.length > 0) {
    requireGo();
    onProgress(`Building ${missing.join(", ")} (the first time takes six minutes on two cores)`);
    build(missing, "inherit");
  }
  return programDirectory();
}

export function programDirectory(): string {
  return build(["--directory"], "pipe").trim();
}

/** Installs what is missing, and keeps Debian from starting it as services of the machine. */
export function installPackages(needs: readonly Need[], onProgress: (line: string) => void): void {
  const missing = needs.filter(({ program }) => !isThere(program)).map((need) => need.package);
  if (missing.length === 0) return;
  const names = missing.join(" ");
  if (!isThere("apt-get")) {
    throw new LocalError("MISSING_BINARY", { message: `${names} missing`, remedy: "install them and try again" });
  }
  onProgress(`Installing ${names} with apt-get`);
  const policy = !existsSync(START_POLICY);
  if (policy) writeFileSync(START_POLICY, "#!/bin/sh\nexit 101\n", { mode: EXECUTABLE_MODE });
  try {
    apt(["update", "-q"]);
    apt(["install", "-q", "-y", "--no-install-recommends", ...missing]);
  } finally {
    if (policy) rmSync(START_POLICY);
  }
  const left = needs.filter(({ program }) => !isThere(program)).map((need) => need.package);
  if (left.length === 0) return;
  throw new LocalError("MISSING_BINARY", {
    message: `${left.join(" ")} could not be installed`,
    remedy: `run \`apt-get install ${left.join(" ")}\` and read what it says`,
  });
}

function apt(args: readonly string[]): void {
  const env = { ...fullEnvironment(), DEBIAN_FRONTEND: "noninteractive" };
  spawnSync("apt-get", args, { env, stdio: ["ignore", "ignore", "inherit"], timeout: APT_TIMEOUT_MS });
}

function isThere(program: string): boolean {
  if (path.isAbsolute(program)) return existsSync(program);
  return searchPath().some((directory) => existsSync(path.join(directory, program)));
}

function requireGo(): void {
  if (isThere("go")) return;
  throw new LocalError("MISSING_BINARY", {
    message: "go is not on the PATH, and Kubernetes is built with it",
    remedy: "install Go 1.25 or newer (https://go.dev/dl), use a cluster of your own (set KUBECONFIG), or install kind",
  });
}

function build(args: readonly string[], output: "pipe" | "inherit"): string {
  const run = spawnSync(BUILD, args, {
    encoding: "utf8",
    stdio: ["ignore", output, "inherit"],
    timeout: BUILD_TIMEOUT_MS,
    env: fullEnvironment(),
  });
  if (run.status === 0) return run.stdout ?? "";
  throw new LocalError("PROCESS_FAILED", {
    message: `${path.relative(CHECKOUT, BUILD)} ${args.join(" ")} failed (its messages are above)`,
    remedy: "check the network and the Go module proxy, and run this again: it goes on where it stopped",
  });
}
