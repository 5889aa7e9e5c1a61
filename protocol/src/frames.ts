/** Short names for the generated message types. Fields are optional when written, present when read. */

import { cellwire } from "./generated/cellwire.js";

export const wire = cellwire.v1;
export { cellwire };
