/** `./cellwire cluster`: a Kubernetes cluster to run cells in, on this machine. */

import { spawn } from "node:child_process";
import path from "node:path";
import { Argument, Command, Option } from "commander";
import { fullEnvironment } from "../config.ts";
import { LocalError } from "../errors.ts";
import { clusterDirectory, DEFAULT_CLUSTER_DIR, purgeDirectory } from "../kubernetes/cluster-directory.ts";
import { accessTo, clusterKind, downKind, loadImagesIntoKind, upKind } from "../kubernetes/cluster-kind.ts";
import { loadImages, upNative } from "../kubernetes/cluster-up.ts";
import { renderClusterStatus } from "../kubernetes/cluster-status.ts";
import { IMAGE_NAMES, type ImageName } from "../kubernetes/image-build.ts";
import { kubectl, type Access } from "../kubernetes/kubectl.ts";
import { endNative, insideCommand, requireRunning } from "../kubernetes/native-cluster.ts";

interface ClusterOptions {
  readonly data: string;
}

export function clusterCommand(): Command {
  const cluster = new Command("cluster").description(
    "a Kubernetes cluster on this machine: the one KUBECONFIG names, or kind, or a native one (as root, on Linux)",
  );
  const add = (name: string, description: string) =>
    cluster
      .command(name)
      .description(description)
      .addOption(dataOption())
      .showHelpAfterError("(--help lists the options)");
  add("up", "start it, empty, and give it our images; comes back when it is ready")
    .option("--no-images", "without the images of the cells")
    .action(up);
  add("down", "stop it and forget what was in it")
    .option("--purge", "remove its directory too, with the images")
    .action(down);
  add("status", "report its node and pods; exits with 0 only when it is ready").action(status);
  add("env", 'print what a shell needs for kubectl and helm: eval "$(./cellwire cluster env)"').action(
    ({ data }: ClusterOptions) => console.log(shellEnvironment(accessTo(data))),
  );
  add("kubeconfig", "print the path of its kubeconfig: export KUBECONFIG=$(./cellwire cluster kubeconfig)").action(
    ({ data }: ClusterOptions) => console.log(accessTo(data).kubeconfig),
  );
  add("exec", "run a command inside the native cluster's namespaces: exec -- ctr -n k8s.io images list")
    .argument("<command...>")
    .action(exec);
  add("load-images", "build the images whose sources changed, and give them to it")
    .addArgument(new Argument("[images...]").choices(IMAGE_NAMES))
    .action(load);
  return cluster;
}

function dataOption(): Option {
  return new Option("--data <dir>", "directory of the native cluster")
    .default(DEFAULT_CLUSTER_DIR, ".cellwire-cluster in the checkout")
    .argParser((value) => path.resolve(value));
}

async function up(options: ClusterOptions & { images: boolean }): Promise<void> {
  const started = performance.now();
  const target = clusterKind(options.data);
  if (target.kind === "native") {
    await upHere(options);
  } else {
    if (target.kind === "kind") {
      upKind(target.access);
      if (options.images) loadImagesIntoKind();
    }
    console.log(await kubectl(target.access, ["get", "nodes"]));
  }
  console.log(`The cluster is up after ${((performance.now() - started) / 1_000).toFixed(1)} s. Try:`);
  console.log(NEXT_STEPS);
}

const NEXT_STEPS = `  eval "$(./cellwire cluster env)"       # kubectl and helm, on this cluster
  helm install cellwire charts/cellwire  # the definitions, the operator, the directory
  kubectl apply -f examples/cell-eu.yaml -f examples/cell-us.yaml
  kubectl wait cell/eu cell/us --for=condition=Available --timeout=5m
  ./cellwire demo --kubernetes           # alice (eu) and bob (us) talk`;

/** For `eval`, in any POSIX shell. */
function shellEnvironment({ kubectl, kubeconfig }: Access): string {
  const lines = [`export KUBECONFIG=${quoted(kubeconfig)}`];
  if (path.isAbsolute(kubectl)) lines.push(`export PATH=${quoted(path.dirname(kubectl))}:"$PATH"`);
  return lines.join("\n");
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** Ctrl-C while it starts leaves nothing behind. */
async function upHere({ data, images }: ClusterOptions & { images: boolean }): Promise<void> {
  const interrupt = () => void endNative(clusterDirectory(data)).finally(() => process.exit(1));
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  try {
    await upNative({ dataDir: data, images: images ? IMAGE_NAMES : [], onProgress: console.log });
  } finally {
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
  }
}

async function down({ data, purge }: ClusterOptions & { purge?: true }): Promise<void> {
  const { kind } = clusterKind(data);
  if (kind === "named") {
    throw new LocalError("BAD_ARGUMENT", {
      message: "the cluster that KUBECONFIG names was not started here",
      remedy: "unset KUBECONFIG to stop the native one",
    });
  }
  if (kind === "kind") {
    downKind();
    return;
  }
  console.log((await endNative(clusterDirectory(data))) ? "Stopped" : `Nothing runs on ${data}`);
  if (purge) console.log(purgeDirectory(data) ? `Removed ${data}` : `There is no cluster in ${data}`);
}

async function status({ data }: ClusterOptions): Promise<void> {
  const { text, ready } = await renderClusterStatus(accessTo(data));
  console.log(text);
  if (!ready) process.exitCode = 1;
}

async function exec(command: readonly string[], { data }: ClusterOptions): Promise<void> {
  const [program, ...args] = insideCommand(requireRunning(clusterDirectory(data)), command);
  const child = spawn(program, args, { stdio: "inherit", env: fullEnvironment() });
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  child.once("exit", (code) => resolve(code ?? 1)).once("error", reject);
  process.exitCode = await promise;
}

async function load(images: readonly ImageName[], { data }: ClusterOptions): Promise<void> {
  const { kind } = clusterKind(data);
  if (kind === "named") {
    throw new LocalError("BAD_ARGUMENT", {
      message: "the cluster that KUBECONFIG names has its own way to images",
      remedy: "build them with `docker build` and push them where it pulls from",
    });
  }
  if (kind === "kind") {
    loadImagesIntoKind();
    return;
  }
  const options = { dataDir: data, images, state: requireRunning(clusterDirectory(data)), onProgress: console.log };
  const imported = await loadImages(options);
  console.log(imported.length > 0 ? `Imported ${imported.join(", ")}` : "The cluster has them already");
}
