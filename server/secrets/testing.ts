import type { Store } from "@/server/db/client";
import { keyTable, withKeyWriter } from "@/server/db/key-tables";
import { type Cipher, openCipher } from "./cipher";
import { prepareKeys } from "./prepare-keys";

/** The cipher of a data folder, with its keys made where there are none. */
export function openTestCipher(store: Pick<Store, "rawRead" | "prepareWrite">, dataFolder: string): Cipher {
  withKeyWriter(dataFolder, (table) => prepareKeys(table, { dataFolder }));
  return openCipher(keyTable(store), { dataFolder });
}
