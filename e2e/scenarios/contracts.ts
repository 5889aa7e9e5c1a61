/** What a client promises an application, over real cells: the suites that the SDK's fake network passes too. Users live by turns in eu and us. */

import { createClient } from "@cellwire/sdk";
import { clientContract } from "../../sdk/test/client-contract.ts";
import { channelContract } from "../../sdk/test/channel-contract.ts";
import { chatsContract } from "../../sdk/test/chats-contract.ts";
import { contentContract } from "../../sdk/test/content-contract.ts";
import { groupContract } from "../../sdk/test/group-contract.ts";
import { keysContract } from "../../sdk/test/keys-contract.ts";
import { modelTest } from "../../sdk/test/model/model.ts";
import { peopleContract } from "../../sdk/test/people-contract.ts";
import type { ClientsUnderTest } from "../../sdk/test/people.ts";
import { WebSocket } from "ws";
import type { CellName } from "./harness/cells-under-test.ts";
import type { StageHolder } from "./harness/stage-holder.ts";

const CELLS: readonly CellName[] = ["eu", "us"];

export function contracts(holder: StageHolder): void {
  let count = 0;
  const regionOf = new Map<string, CellName>();
  const setup = async (): Promise<ClientsUnderTest> => {
    const { stage } = holder;
    return {
      newUser: () => {
        const user = `contract-${++count}`;
        regionOf.set(user, CELLS[count % CELLS.length]!);
        return user;
      },
      client: (user, store) =>
        createClient({
          directoryUrl: stage.directoryUrl,
          userToken: () => stage.userToken(user),
          region: regionOf.get(user) ?? "eu",
          store,
          webSocket: (url, protocol) => new WebSocket(url, protocol, { perMessageDeflate: false }),
        }),
      dispose: async () => undefined,
    };
  };
  clientContract("real cells", setup);
  groupContract("real cells", setup);
  channelContract("real cells", setup);
  keysContract("real cells", setup);
  peopleContract("real cells", setup);
  contentContract("real cells", setup);
  chatsContract("real cells", setup);
  modelTest("real cells", setup, { runs: 5, operationsMax: 100, timeoutMs: 150_000 });
}
