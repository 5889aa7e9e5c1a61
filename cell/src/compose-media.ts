/** Media in the processes of a cell: gateways hand out URLs, forwarders answer other cells and sweep. */

import { systemClock } from "@cellwire/runtime/clock.ts";
import { meter } from "@cellwire/runtime/telemetry.ts";
import type { Member } from "./compose-member.ts";
import type { Outside } from "./compose-outside.ts";
import type { ForwarderConfig, GatewayConfig, MemberConfig } from "./config.ts";
import { mediaSettings } from "./config.ts";
import { MediaCatalog } from "./media/catalog.ts";
import { MediaDownloads } from "./media/downloads.ts";
import { countRemovals } from "./media/metrics.ts";
import type { MediaParts } from "./media/requests.ts";
import { S3ObjectStore } from "./media/s3-object-store.ts";
import { MediaSweep } from "./media/sweep.ts";
import { MediaUploads } from "./media/uploads.ts";

/** undefined: the cell has no object store. */
export function addGatewayMedia(
  member: Member<GatewayConfig>,
  { peers }: Pick<Outside, "peers">,
): MediaParts | undefined {
  const media = openMedia(member);
  if (!media) return undefined;
  member.lifecycle.add({ name: "media-store", start: async () => {}, stop: async () => media.objects.close() });
  const uploads = new MediaUploads({ ...media, clock: systemClock });
  return { cell: member.config.CELLWIRE_CELL, uploads, downloads: new MediaDownloads(media), peers };
}

/** What other cells may ask for; undefined: nothing. */
export function addForwarderMedia(member: Member<ForwarderConfig>): MediaDownloads | undefined {
  const media = openMedia(member);
  if (!media) return undefined;
  member.lifecycle.add(
    new MediaSweep({
      ...media,
      clock: systemClock,
      log: member.log,
      onRemoval: countRemovals(meter("cellwire-media")),
    }),
  );
  return new MediaDownloads(media);
}

function openMedia({ config, pool, statements }: Member<MemberConfig>) {
  const settings = mediaSettings(config);
  if (!settings) return undefined;
  const { limits, s3 } = settings;
  return { limits, objects: new S3ObjectStore(s3), catalog: new MediaCatalog({ pool, statements }) };
}
