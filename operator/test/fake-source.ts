import type { Listing, WatchQuery } from "../src/kube/client.ts";
import type { KubeObject, ListQuery, Resource } from "../src/kube/contract.ts";
import type { WatchEvent } from "../src/kube/watch-events.ts";

type Step = { readonly event: WatchEvent<KubeObject> } | { readonly fail: Error } | { readonly end: true };

/** What an informer lists and watches, in a test's hands. */
export class FakeSource {
  /** What the next lists answer; the last one repeats. */
  lists: (readonly KubeObject[] | Error)[] = [[]];
  /** `list`, or `watch <resourceVersion>`. */
  readonly calls: string[] = [];
  #steps: Step[] = [];
  #wake = Promise.withResolvers<void>();
  #version = 0;

  /** To the watch that is running, or the next one. */
  send(type: WatchEvent<KubeObject>["type"], object: KubeObject): void {
    this.#push({ event: { type, object } });
  }

  fail(error: Error): void {
    this.#push({ fail: error });
  }

  end(): void {
    this.#push({ end: true });
  }

  async listAt<T extends KubeObject>(
    _resource: Resource,
    _query?: ListQuery,
    _signal?: AbortSignal,
  ): Promise<Listing<T>> {
    this.calls.push("list");
    const next = this.lists.length > 1 ? this.lists.shift()! : this.lists[0]!;
    if (next instanceof Error) throw next;
    return { items: next as readonly T[], resourceVersion: `list-${++this.#version}` };
  }

  async *watch<T extends KubeObject>(
    _resource: Resource,
    query: WatchQuery,
    signal: AbortSignal,
  ): AsyncGenerator<WatchEvent<T>, void, undefined> {
    this.calls.push(`watch ${query.resourceVersion}`);
    signal.addEventListener("abort", () => this.#wake.resolve());
    while (!signal.aborted) {
      const step = this.#steps.shift();
      if (step === undefined) await this.#wait();
      else if ("fail" in step) throw step.fail;
      else if ("end" in step) return;
      else yield step.event as WatchEvent<T>;
    }
    signal.throwIfAborted();
  }

  #push(step: Step): void {
    this.#steps.push(step);
    this.#wake.resolve();
  }

  async #wait(): Promise<void> {
    await this.#wake.promise;
    this.#wake = Promise.withResolvers();
  }
}
