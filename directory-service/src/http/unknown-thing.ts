/** The answer to a question about what was never placed. */

import { isUserId, type ThingKey } from "@cellwire/protocol";
import { DirectoryError } from "../errors.ts";

export function unknownThing(thing: ThingKey): DirectoryError {
  return new DirectoryError(isUserId(thing) ? "UNKNOWN_USER" : "UNKNOWN_THING");
}
