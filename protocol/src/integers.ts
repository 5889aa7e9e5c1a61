/** Makes protobufjs decode 64-bit fields to numbers: it hands out `Long` objects wherever it finds that package. */

import protobuf from "protobufjs/minimal.js";

protobuf.util.Long = null as never;
protobuf.configure();
