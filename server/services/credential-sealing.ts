import { eq } from "drizzle-orm";
import type { Tx } from "@/server/db/client";
import { credentials } from "@/server/db/schema";
import type { Cipher } from "@/server/secrets/cipher";

type Place = { id: string; type: string; projectId: string };

/** Where a credential is sealed for. */
export const placeOf = ({ id, type, projectId }: Place) => ({ table: "credentials", id, type, projectId });

/** The same, in the project that it is in now. */
export function projectNow(tx: Tx, { id, type }: Place): Place {
  const row = tx.select({ projectId: credentials.projectId }).from(credentials).where(eq(credentials.id, id)).get();
  return { id, type, projectId: row?.projectId ?? "" };
}

/** Seals it for another project, within the transaction that moves it there. */
export function resealFor(cipher: Cipher, tx: Tx, { id, projectId }: { id: string; projectId: string }): void {
  const row = tx.select().from(credentials).where(eq(credentials.id, id)).get();
  if (!row || row.projectId === projectId) return;
  const data = cipher.seal(cipher.open(row.data, placeOf(row)), placeOf({ ...row, projectId }));
  tx.update(credentials).set({ data }).where(eq(credentials.id, id)).run();
}
