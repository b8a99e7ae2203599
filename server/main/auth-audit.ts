import { APIError } from "better-auth/api";
import type { Store } from "@/server/db/client";
import { type AuditContext, auditAlone } from "@/server/services/audit";
import { securityEvents } from "@/server/services/security-events";
import { clientAddressHeader, userHeader } from "./accounts/headers";

type Person = { id: string; name: string };
type Answered = {
  path: string;
  headers: Headers | undefined;
  body: unknown;
  context: { returned?: unknown; newSession: { user: Person } | null };
};

export type SignInAudit = ReturnType<typeof createSignInAudit>;

/** Notes who signs in and out, and who is refused. */
export function createSignInAudit(store: Store) {
  const findByEmail = store.rawRead.prepare<[string], Person>("SELECT id, name FROM user WHERE email = ?");
  const findById = store.rawRead.prepare<[string], Person>("SELECT id, name FROM user WHERE id = ?");

  return {
    /** After better-auth has answered. */
    async answered({ path, headers, body, context: { returned, newSession } }: Answered): Promise<void> {
      const address = headers?.get(clientAddressHeader) ?? undefined;
      const as = (person: Person): AuditContext => ({ store, actor: { kind: "user", ...pick(person), address } });
      if (path === "/sign-out") {
        const left = findById.get(headers?.get(userHeader) ?? "");
        if (left) await auditAlone(as(left), "session.signOut", { kind: "user", id: left.id });
        return;
      }
      if (!/^\/(sign-in|sign-up|two-factor\/verify)/.test(path)) return;
      const person = newSession?.user;
      if (person) {
        if (path.startsWith("/sign-up")) await auditAlone(as(person), "user.create", { id: person.id });
        await auditAlone(as(person), "session.signIn", { kind: "user", id: person.id });
      } else if (returned instanceof APIError && !path.startsWith("/sign-up")) {
        const known = emailIn(body) && findByEmail.get(emailIn(body));
        const nobody = { kind: "nobody", id: "", name: "", address } as const;
        // What was typed is not kept: it may be a password in the wrong field.
        const target = known ? { id: known.id } : { details: { unknownAddress: true } };
        securityEvents(store).refused({ store, actor: nobody }, "session.signIn", { kind: "user", ...target });
      }
    },
  };
}

const pick = ({ id, name }: Person): Person => ({ id, name });
const emailIn = (body: unknown): string =>
  typeof body === "object" && body !== null && "email" in body ? String(body.email).toLowerCase() : "";
