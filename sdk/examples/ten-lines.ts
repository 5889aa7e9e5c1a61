/**
 * Alice writes to bob. With `./cellwire up` running, in the root of the repository:
 *   node_modules/.bin/node sdk/examples/ten-lines.ts [DIRECTORY_URL [DATA_DIRECTORY]]
 */

import { createClient, textOf } from "@cellwire/sdk";
import { localUserToken } from "./local-user-token.ts";

const [directoryUrl = "http://127.0.0.1:7400", dataDirectory] = process.argv.slice(2);
const clientOf = (user: string) =>
  createClient({ directoryUrl, userToken: async () => localUserToken(user, dataDirectory) });

const [alice, bob] = [clientOf("alice"), clientOf("bob")];
const incoming = bob.incoming();
await Promise.all([alice.connect(), bob.connect()]);
const { sequenced } = await alice.send("bob", "Hello, Bob!");
for await (const message of incoming) {
  console.log(`${message.sender}: ${textOf(message)}`, await sequenced);
  break;
}
await Promise.all([alice.close(), bob.close()]);
