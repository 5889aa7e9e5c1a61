/** What is measured of webhooks. */

import type { Meter } from "@opentelemetry/api";
import type { EndpointState } from "./outbox.ts";

export interface MeasuredWebhooks {
  /** Attempts, by what became of them. */
  readonly outcomes: ReadonlyMap<string, number>;
  readonly state: () => Promise<EndpointState>;
}

/** Makes the instruments; call it once. */
export function observeWebhooks(meter: Meter, { outcomes, state }: MeasuredWebhooks): void {
  const description = "Attempts to send a webhook, by outcome; dropped: given up with the endpoint";
  meter.createObservableCounter("cellwire_webhooks", { description }).addCallback((result) => {
    for (const [outcome, count] of outcomes) result.observe(count, { outcome });
  });
  const gauge = (name: string, meaning: string, value: (of: EndpointState) => number) =>
    meter.createObservableGauge(name, { description: meaning }).addCallback(async (result) => {
      // A metric that cannot be read is left out.
      const read = await state().catch(() => undefined);
      if (read) result.observe(value(read));
    });
  gauge("cellwire_webhooks_waiting", "Webhooks that wait to be sent, or sent again", ({ waiting }) => waiting);
  gauge("cellwire_webhook_endpoint_disabled", "1: the endpoint is given up", ({ isDisabled }) => Number(isDisabled));
}
