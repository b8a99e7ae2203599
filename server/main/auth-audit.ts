import { APIError, createAuthMiddleware, getSessionFromCtx } from "better-auth/api";
import type { Store } from "@/server/db/client";
import { type AuditContext, auditAlone } from "@/server/services/audit";
import { securityEvents } from "@/server/services/security-events";

type Person = { id: string; name: string };

/** Hooks that note who signs in and out, and who is refused. `addressHeader`: where the door puts the caller's address. */
export function auditHooks(store: Store, addressHeader: string) {
  const findByEmail = store.rawRead.prepare<[string], Person>("SELECT id, name FROM user WHERE email = ?");
  const leaving = new WeakMap<object, Person>();

  return {
    before: createAuthMiddleware(async (ctx) => {
      if (ctx.path !== "/sign-out" || !ctx.headers) return;
      const session = await getSessionFromCtx(ctx).catch(() => null);
      if (session) leaving.set(ctx.headers, session.user);
    }),
    after: createAuthMiddleware(async (ctx) => {
      const address = ctx.headers?.get(addressHeader) ?? undefined;
      const as = (person: Person): AuditContext => ({ store, actor: { kind: "user", ...person, address } });
      const { returned, newSession } = ctx.context;
      const person = newSession?.user;
      if (ctx.path === "/sign-out") {
        const left = ctx.headers && leaving.get(ctx.headers);
        if (left) await auditAlone(as(pick(left)), "session.signOut", { kind: "user", id: left.id });
        return;
      }
      if (!ctx.path.startsWith("/sign-in") && !ctx.path.startsWith("/sign-up")) return;
      if (person) {
        if (ctx.path.startsWith("/sign-up")) await auditAlone(as(pick(person)), "user.create", { id: person.id });
        await auditAlone(as(pick(person)), "session.signIn", { kind: "user", id: person.id });
      } else if (returned instanceof APIError && ctx.path.startsWith("/sign-in")) {
        const known = emailIn(ctx.body) && findByEmail.get(emailIn(ctx.body));
        const nobody = { kind: "nobody", id: "", name: "", address } as const;
        // What was typed is not kept: it may be a password in the wrong field.
        const target = known ? { id: known.id } : { details: { unknownAddress: true } };
        securityEvents(store).refused({ store, actor: nobody }, "session.signIn", { kind: "user", ...target });
      }
    }),
  };
}

const pick = ({ id, name }: Person): Person => ({ id, name });
const emailIn = (body: unknown): string =>
  typeof body === "object" && body !== null && "email" in body ? String(body.email).toLowerCase() : "";
