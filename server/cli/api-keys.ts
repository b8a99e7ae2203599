import { createApiKey, listApiKeys, newApiKeySchema, revokeApiKey, rotateApiKey } from "@/server/services/api-keys";
import { findUserByEmail } from "@/server/services/users";
import { type NewApiKey, overlapHours } from "@/shared/api-keys";
import type { Flags } from "./commands";
import type { Session } from "./session";
import { table } from "./table";
import { UsageError, wholeNumber } from "./usage-error";

/** `api-keys list | create | rotate | revoke`. A key has the rights of one person. */
export async function apiKeys(
  { workflows: ctx }: Session,
  [verb = "list", named, ...more]: string[],
  flags: Flags,
  print: (value: unknown) => void,
): Promise<number> {
  if (more.length > 0) throw new UsageError(`api-keys ${verb}: too many words`);
  const show = (made: NewApiKey, before = "") =>
    print(flags.json ? made : `${made.key}\nIt is shown this once. ${before}\n`);
  if (verb === "list") {
    const all = listApiKeys(ctx);
    const rows = all.map(({ id, name, createdBy, scopes, expiresAt, lastUsedAt, replacedBy }) => ({
      ...{ id, name, "made by": createdBy, scopes: scopes.join(",") },
      "valid until": expiresAt === null ? "it is revoked" : new Date(expiresAt).toISOString(),
      "last used": lastUsedAt === null ? "never" : new Date(lastUsedAt).toISOString(),
      "replaced by": replacedBy ?? "",
    }));
    print(flags.json ? all : table(rows, "There are no API keys"));
    return 0;
  }
  if (named === undefined)
    throw new UsageError(`api-keys ${verb}: name ${verb === "create" ? "what uses it" : "a key by its id"}`);
  switch (verb) {
    case "create": {
      if (flags.for === undefined) throw new UsageError("api-keys create: say whose rights it has: --for E-MAIL");
      const { data, error } = newApiKeySchema.safeParse({
        name: named,
        scopes: listOf(flags.scopes),
        expiresInDays: wholeNumber("api-keys: --days", flags.days ?? "90", 0, 365),
        addresses: listOf(flags.addresses),
      });
      if (error) throw new UsageError(`api-keys create: ${error.issues.map(said).join("; ")}`);
      show(await createApiKey(ctx, data, findUserByEmail(ctx, flags.for).id));
      return 0;
    }
    case "rotate": {
      const hours = wholeNumber("api-keys: --overlap", flags.overlap ?? `${overlapHours.default}`, 0, overlapHours.max);
      const before = hours === 0 ? "The key before is refused now" : `The key before is good for ${hours} h more`;
      show(await rotateApiKey(ctx, { id: named, overlapHours: hours }), before);
      return 0;
    }
    case "revoke":
      await revokeApiKey(ctx, { id: named });
      print(flags.json ? { ok: true } : "Revoked\n");
      return 0;
    default:
      throw new UsageError("api-keys: say list, create, rotate or revoke");
  }
}

const listOf = (text = "") => text.split(/[\s,]+/).filter(Boolean);
const said = ({ path, message }: { path: PropertyKey[]; message: string }) => `${path.join(".")} ${message}`;
