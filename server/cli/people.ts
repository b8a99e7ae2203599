import { invite, newInvitationSchema, resetPassword } from "@/server/services/invitations";
import { disableUser, enableUser, findUserByEmail, listUsers, setUserRole } from "@/server/services/users";
import { instanceRoles } from "@/shared/access";
import type { Flags } from "./commands";
import type { Session } from "./session";
import { table } from "./table";
import { oneOf, UsageError, wholeNumber } from "./usage-error";

/** `users list | invite | reset | role | disable | enable`: also what gets an owner in again who is locked out. */
export async function users(
  { workflows: ctx, setupAddress }: Session,
  [verb = "list", email, role, ...more]: string[],
  flags: Flags,
  print: (value: unknown) => void,
): Promise<number> {
  if (more.length > 0 || (role !== undefined && verb !== "role")) throw new UsageError(`users ${verb}: too many words`);
  if (verb === "list") {
    const all = listUsers(ctx);
    const rows = all.map(({ name, email, role, disabledAt, projects, lastSeenAt }) => ({
      ...{ name, email, role, state: disabledAt === null ? "" : "disabled" },
      projects: projects.map(({ name, role }) => `${name} (${role})`).join(", "),
      "last seen": lastSeenAt === null ? "" : new Date(lastSeenAt).toISOString(),
    }));
    print(flags.json ? all : table(rows, `Nobody has an account yet. Become the owner at ${setupAddress}`));
    return 0;
  }
  if (email === undefined) throw new UsageError(`users ${verb}: name somebody by the e-mail address`);
  if (verb === "invite") {
    const { data, error } = newInvitationSchema.safeParse({
      ...{ email, role: oneOf("users: --role", flags.role ?? "member", ["admin", "member"]) },
      days: wholeNumber("users: --days", flags.days ?? "7", 1, 30),
    });
    if (error) throw new UsageError(`users invite: "${email}" ${error.issues[0]?.message}`);
    const made = await invite(ctx, data);
    print(flags.json ? made : `${made.url}\nGood once, until ${new Date(made.expiresAt).toISOString()}\n`);
    return 0;
  }
  const { id } = findUserByEmail(ctx, email);
  switch (verb) {
    case "reset": {
      const made = await resetPassword(ctx, { userId: id, clearsTwoFactor: flags["two-factor"] ?? false });
      print(flags.json ? made : `${made.url}\nGood once, until ${new Date(made.expiresAt).toISOString()}\n`);
      return 0;
    }
    case "role":
      await setUserRole(ctx, { id, role: oneOf("users role", role ?? "", instanceRoles) });
      break;
    case "disable":
      await disableUser(ctx, { id });
      break;
    case "enable":
      await enableUser(ctx, { id });
      break;
    default:
      throw new UsageError("users: say list, invite, reset, role, disable or enable");
  }
  print(flags.json ? { ok: true } : "Done\n");
  return 0;
}
