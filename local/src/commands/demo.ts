/** `./cellwire demo`: two users in two cells talk through the public SDK, and every step is checked. */

import { randomBytes } from "node:crypto";
import { Command } from "commander";
import type { UserId } from "@cellwire/protocol";
import { compareKeys, follows, keyText, parseUserId } from "@cellwire/protocol";
import type { Client, ClientEvents, ConnectionEvent, Message, Store } from "@cellwire/sdk";
import { createMemoryStore, textOf } from "@cellwire/sdk";
import type { Deployment } from "../deployment.ts";
import { LocalError } from "../errors.ts";
import { deploymentOf, openUserClient, withDeploymentOptions, type DeploymentOptions } from "../user-client.ts";

const STEP_TIMEOUT_MS = 20_000;
const SUFFIX_BYTES = 3;
const WAITING = ["one", "two", "three"];

interface Person {
  readonly user: UserId;
  readonly region: string;
  readonly store: Store;
  /** Everything that the application was handed, over all connections. */
  readonly seen: Message[];
}

export function demoCommand(): Command {
  return withDeploymentOptions(new Command("demo"))
    .description("alice (eu) and bob (us) talk through the SDK; exits with 0 only when all of it was right")
    .action(demo);
}

async function demo(options: DeploymentOptions): Promise<void> {
  const deployment = await deploymentOf(options);
  try {
    const messageId = await talk(deployment);
    const isTraceable = options.directory === undefined && !options.kubernetes;
    if (isTraceable) console.log(`\nWhere is a message? ./cellwire trace ${messageId}`);
  } finally {
    deployment.close();
  }
}

/** @returns the id of the first message */
async function talk(deployment: Deployment): Promise<string> {
  const suffix = randomBytes(SUFFIX_BYTES).toString("hex");
  const person = (name: string, region: string): Person => ({
    user: parseUserId(`${name}-${suffix}`),
    region,
    store: createMemoryStore(),
    seen: [],
  });
  const [alice, bob] = [person("alice", "eu"), person("bob", "us")];
  const open = ({ user, region, store, seen }: Person) => {
    const client = openUserClient({ deployment, user, region, store });
    client.on("message", (message) => seen.push(message));
    return client;
  };

  const first = { alice: open(alice), bob: open(bob) };
  try {
    await online(first.alice, alice);
    await online(first.bob, bob);
    await oneMessage({ from: first.alice, to: first.bob, sender: alice.user, recipient: bob.user });
    await first.bob.close();
    say(`${bob.user} goes offline`);
    const again = open(bob);
    await threeWait({ from: first.alice, back: again, sender: alice.user, recipient: bob.user });
    await oneMessage({ from: again, to: first.alice, sender: bob.user, recipient: alice.user });
    await again.close();
  } finally {
    await Promise.all([first.alice.close(), first.bob.close()]);
  }
  const sent = [hello(bob.user), ...WAITING, hello(alice.user)];
  for (const one of [alice, bob]) checkConversation(one, sent);
  say("Both have the same conversation, in the same order, nothing missing and nothing twice");
  return alice.seen[0]!.messageId;
}

async function online(client: Client, { user, region }: Person): Promise<void> {
  const started = performance.now();
  const connected = next(client, "connection", (event) => event.state === "caught-up");
  await within(client.connect(), `${user} to connect`);
  const event: ConnectionEvent = await within(connected, `${user} to catch up`);
  const cell = "cell" in event ? event.cell : undefined;
  if (cell !== region) fail(`${user} was to live in ${region}, but lives in ${cell}`);
  say(`${user} is online in cell ${cell}`, started);
}

function checkConversation({ user, seen }: Person, sent: readonly string[]): void {
  const texts = seen.map(textOf);
  if (texts.join("\n") !== sent.join("\n")) fail(`${user} has [${texts.join(", ")}], sent was [${sent.join(", ")}]`);
  const [first, ...others] = seen.map(({ key }) => key);
  others.reduce(
    (before, key) => (follows(key, before) ? key : fail(`${user} misses what is before ${keyText(key)}`)),
    first!,
  );
}

function hello(user: UserId): string {
  return `hello ${user}`;
}

interface Talk {
  readonly from: Client;
  readonly sender: UserId;
  readonly recipient: UserId;
}

/** Sent, accepted, delivered, read: each seen by the sender. */
async function oneMessage({ from, to, sender, recipient }: Talk & { readonly to: Client }): Promise<void> {
  const text = hello(recipient);
  const started = performance.now();
  const arrived = next(to, "message", (message) => message.sender === sender);
  const handle = await from.send(recipient, text);
  const accepted = handle.accepted.then((outcome) => {
    if (outcome.state !== "accepted" && outcome.state !== "sequenced") fail(`the message was ${outcome.state}`);
    say(`${sender} sends "${text}": accepted`, started);
  });
  const message = await within(arrived, "the message to arrive");
  if (textOf(message) !== text) fail(`"${text}" arrived as "${textOf(message)}"`);
  say(`${recipient} has it`, started);
  await within(accepted, "the message to be accepted");
  const marked = (field: "delivered" | "read") =>
    next(from, "receipt", (receipt) => receipt.user === recipient && compareKeys(receipt[field], message.key) >= 0);
  const delivered = marked("delivered");
  if (!(await isDelivered(from, message))) await within(delivered, "the delivered receipt");
  say(`${sender} sees: delivered (cells write how far devices are once a second, and tell the sender then)`, started);
  const readStarted = performance.now();
  const read = marked("read");
  await to.markRead(sender);
  await within(read, "the read receipt");
  say(`${recipient} reads; ${sender} sees: read`, readStarted);
}

/** The receipt may have come before anyone waited for it. */
async function isDelivered(client: Client, message: Message): Promise<boolean> {
  const view = (await client.conversations()).find(({ id }) => id === message.conversation);
  return view !== undefined && compareKeys(view.peerDelivered, message.key) >= 0;
}

async function threeWait({ from, back, sender, recipient }: Talk & { readonly back: Client }): Promise<void> {
  for (const text of WAITING) await within((await from.send(recipient, text)).accepted, `"${text}" to be accepted`);
  say(`${sender} sends ${WAITING.join(", ")}: accepted, waiting for ${recipient}`);
  const got: string[] = [];
  const all = next(back, "message", (message) => {
    if (message.sender === sender) got.push(textOf(message));
    return got.length === WAITING.length;
  });
  const started = performance.now();
  await within(back.connect(), `${recipient} to return`);
  await within(all, "the waiting messages");
  if (got.join() !== WAITING.join()) fail(`the waiting messages came as ${got.join(", ")}`);
  say(`${recipient} returns and gets ${got.join(", ")}, in order`, started);
}

/** The next event that `accepts` takes. */
function next<Name extends keyof ClientEvents>(
  client: Client,
  name: Name,
  accepts: (event: ClientEvents[Name]) => boolean,
): Promise<ClientEvents[Name]> {
  const { promise, resolve } = Promise.withResolvers<ClientEvents[Name]>();
  const off = client.on(name, (event) => {
    if (!accepts(event)) return;
    off();
    resolve(event);
  });
  return promise;
}

async function within<T>(promise: Promise<T>, what: string): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(failure(`waited ${STEP_TIMEOUT_MS / 1000} s for ${what}`)), STEP_TIMEOUT_MS);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

function failure(message: string): LocalError {
  return new LocalError("DEMO_FAILED", {
    message,
    remedy: "see whether the cells serve: ./cellwire status, or kubectl get cells",
  });
}

function fail(message: string): never {
  throw failure(message);
}

function say(what: string, sinceMs?: number): void {
  const latency = sinceMs === undefined ? "" : `${(performance.now() - sinceMs).toFixed(0)} ms`;
  console.log(`${latency.padStart(8)}  ${what}`);
}
