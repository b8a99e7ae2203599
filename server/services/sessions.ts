import { and, desc, eq, gt, ne } from "drizzle-orm";
import type { Tx } from "@/server/db/client";
import { session, signInProviders, user } from "@/server/db/schema";
import type { SessionInfo } from "@/shared/account";
import { AppError } from "@/shared/errors";
import { audit } from "./audit";
import type { ServiceContext } from "./context";

type SessionContext = Pick<ServiceContext, "store" | "actor">;

/** Without use, and whatever it is used for. */
export const idleMs = 86_400_000;
export const maxSessionMs = 14 * 86_400_000;
/** For how long a proof of who somebody is counts for what is delicate. */
const confirmedForMs = 10 * 60_000;

export const isConfirmed = ({ confirmedAt }: { confirmedAt: number }): boolean =>
  Date.now() - confirmedAt < confirmedForMs;

/** Those of the actor that are good. */
export function listSessions({ store, actor }: SessionContext, currentId: string): SessionInfo[] {
  const now = Date.now();
  return store.read
    .select({
      id: session.id,
      address: session.ipAddress,
      device: session.userAgent,
      createdAt: session.createdAt,
      lastUsedAt: session.lastUsedAt,
      provider: signInProviders.name,
    })
    .from(session)
    .leftJoin(signInProviders, eq(signInProviders.id, session.providerId))
    .where(
      and(
        eq(session.userId, actor.id),
        gt(session.lastUsedAt, now - idleMs),
        gt(session.createdAt, new Date(now - maxSessionMs)),
      ),
    )
    .orderBy(desc(session.lastUsedAt))
    .all()
    .map(({ createdAt, address, device, ...rest }) => ({
      ...rest,
      address: address ?? "",
      device: device ?? "",
      createdAt: createdAt.getTime(),
      isCurrent: rest.id === currentId,
    }));
}

/** One of the actor's own: it is refused from now on. */
export async function endSession({ store, actor }: SessionContext, { id }: { id: string }): Promise<void> {
  await store.transaction((tx) => {
    const own = and(eq(session.id, id), eq(session.userId, actor.id));
    if (tx.delete(session).where(own).run().changes === 0) {
      throw new AppError("NOT_FOUND", "There is no such session", { hint: "It may have ended" });
    }
    audit({ store, actor }, "user.endSessions", { id: actor.id, details: { ended: 1 } });
  });
}

export async function endOtherSessions(
  { store, actor }: SessionContext,
  currentId: string,
): Promise<{ ended: number }> {
  return store.transaction((tx) => {
    const others = and(eq(session.userId, actor.id), ne(session.id, currentId));
    const ended = tx.delete(session).where(others).run().changes;
    audit({ store, actor }, "user.endSessions", { id: actor.id, details: { ended } });
    return { ended };
  });
}

/** For administrators: whoever it is has to sign in anew, everywhere. */
export async function endSessionsOf(
  { store, actor }: SessionContext,
  { userId }: { userId: string },
): Promise<{ ended: number }> {
  return store.transaction((tx) => {
    if (!tx.select({ id: user.id }).from(user).where(eq(user.id, userId)).get()) {
      throw new AppError("NOT_FOUND", "There is no such user");
    }
    const ended = endAllSessions(tx, userId);
    audit({ store, actor }, "user.endSessions", { id: userId, details: { ended } });
    return { ended };
  });
}

export const endAllSessions = (tx: Tx, userId: string): number =>
  tx.delete(session).where(eq(session.userId, userId)).run().changes;
