import { failureFromAnswer, type Subject } from "./answer.ts";
import { KubeError, type KubeObject } from "./contract.ts";

/** A bookmark carries nothing but the resourceVersion that the watch has come to. */
export interface WatchEvent<T extends KubeObject> {
  readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK";
  readonly object: T;
}

/** etcd keeps no object above 1.5 MB; as JSON one may be some times that. */
const LINE_BYTES_MAX = 16 * 1024 * 1024;
const NEWLINE = 0x0a;
const CHANGES: ReadonlySet<unknown> = new Set(["ADDED", "MODIFIED", "DELETED", "BOOKMARK"]);

/**
 * One event a line. A line that is cut off by the end of the answer is dropped: the next watch brings it again.
 * @throws {KubeError} for an ERROR event, a line that is no event, and one that does not end
 */
export async function* readWatchEvents<T extends KubeObject>(
  subject: Subject,
  chunks: AsyncIterable<Buffer>,
): AsyncGenerator<WatchEvent<T>, void, undefined> {
  for await (const line of splitLines(subject, chunks)) yield parseEvent<T>(subject, line);
}

async function* splitLines(subject: Subject, chunks: AsyncIterable<Buffer>): AsyncGenerator<string, void, undefined> {
  let parts: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    let rest = chunk;
    for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE)) {
      const line = Buffer.concat([...parts, rest.subarray(0, end)]).toString();
      parts = [];
      bytes = 0;
      rest = rest.subarray(end + 1);
      if (line.trim() !== "") yield line;
    }
    parts.push(rest);
    bytes += rest.length;
    if (bytes > LINE_BYTES_MAX) throw malformed(subject, `a line of more than ${LINE_BYTES_MAX} bytes`);
  }
}

function parseEvent<T extends KubeObject>(subject: Subject, line: string): WatchEvent<T> {
  const event = parseLine(subject, line);
  if (event.type === "ERROR") {
    const status = Number((event.object as { code?: unknown } | undefined)?.code ?? 0);
    throw failureFromAnswer(subject, { status, retryAfter: undefined, text: JSON.stringify(event.object) }).error;
  }
  const object = event.object as Partial<T> | undefined;
  if (!CHANGES.has(event.type) || typeof object?.metadata?.resourceVersion !== "string") {
    throw malformed(subject, "a line that is no event");
  }
  return event as WatchEvent<T>;
}

function parseLine(subject: Subject, line: string): { type?: unknown; object?: unknown } {
  try {
    const parsed: unknown = JSON.parse(line);
    if (typeof parsed === "object" && parsed !== null) return parsed;
  } catch {
    // The parser's own words would quote the line.
  }
  throw malformed(subject, "a line that is no JSON object");
}

function malformed({ resource }: Subject, what: string): KubeError {
  const message = `watch ${resource.kind}: the API server sent ${what}`;
  return new KubeError(message, { reason: "MalformedAnswer", status: 0, retryable: true });
}
