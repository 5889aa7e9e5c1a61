/**
 * Spans along the way of one message. A message carries a `traceparent` (W3C Trace Context, section 3.2); each step
 * continues the trace that the step before left in it, and leaves its own. While traces are off there is no tracer: a step
 * then costs one comparison.
 */

import type { Attributes, Span, Tracer } from "@opentelemetry/api";
import { contextFromTraceparent, traceparentOf } from "./trace-context.ts";

export class MessageTracer {
  readonly #tracer: Tracer;

  constructor(tracer: Tracer) {
    this.#tracer = tracer;
  }

  /** Begins a trace when the message has none. */
  firstStep(name: string, traceparent: string): MessageStep {
    return new MessageStep(this.#tracer.startSpan(name, {}, contextFromTraceparent(traceparent)), traceparent);
  }

  /** undefined: the message is in no trace. Attributes are few and fixed words or ids of cells. */
  step(name: string, traceparent: string, attributes: Attributes = {}): MessageStep | undefined {
    if (traceparent === "") return undefined;
    return new MessageStep(
      this.#tracer.startSpan(name, { attributes }, contextFromTraceparent(traceparent)),
      traceparent,
    );
  }
}

export class MessageStep {
  /** What the message carries from here on: unchanged when nothing records this trace. */
  readonly traceparent: string;
  readonly #span: Span;

  constructor(span: Span, former: string) {
    this.#span = span;
    this.traceparent = (span.isRecording() && traceparentOf(span)) || former;
  }

  end(outcome: string): void {
    this.#span.setAttribute("outcome", outcome).end();
  }
}
