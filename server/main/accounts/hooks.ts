import { APIError, createAuthMiddleware } from "better-auth/api";
import { refuseWeakPassword } from "@/server/services/invitations";
import { AppError } from "@/shared/errors";
import type { SignInAudit } from "../auth-audit";
import type { Attempts } from "./attempts";
import { clientAddressHeader, userHeader } from "./headers";
import type { TwoFactor } from "./two-factor";

type Body = { [name: string]: unknown };
type Options = {
  audit: SignInAudit;
  attempts: Attempts;
  twoFactor: TwoFactor;
  /** Name and address of a user. */
  personOf(userId: string): { name: string; email: string } | undefined;
};

/** Paths at which a session's user proves who it is by a password. */
const asksPassword = new Set([
  "/change-password",
  "/two-factor/enable",
  "/two-factor/disable",
  "/two-factor/generate-backup-codes",
]);

/** What we want of better-auth's endpoints beyond what they do. */
export function createHooks({ audit, attempts, twoFactor, personOf }: Options) {
  return {
    before: createAuthMiddleware(async (ctx) => {
      const body = (ctx.body ?? {}) as Body;
      const account = accountOf(ctx.path, body, ctx.headers);
      if (account) {
        const seconds = attempts.begin(account, addressOf(ctx.headers));
        if (seconds > 0) throw tooMany(seconds);
      }
      const userId = ctx.headers?.get(userHeader) ?? "";
      if (ctx.path === "/sign-up/email")
        refuseWeak(body.password, { name: textOf(body.name), email: textOf(body.email) });
      if (ctx.path === "/change-password") {
        refuseWeak(body.newPassword, personOf(userId) ?? { name: "", email: "" });
        return { context: { body: { ...body, revokeOtherSessions: true } } };
      }
      if (ctx.path === "/two-factor/verify-totp") {
        const whose = userId || (await challengedUser(ctx));
        const code = textOf(body.code);
        if (whose && !(await twoFactor.takeCode(whose, code))) throw wrongCode();
        // It is laid over what came: no device is trusted.
        return { context: { body: { code, trustDevice: false } } };
      }
      if (ctx.path === "/two-factor/verify-backup-code") {
        const code = twoFactor.hashOf(textOf(body.code));
        return { context: { body: { code, trustDevice: false, disableSession: false } } };
      }
      return undefined;
    }),

    after: createAuthMiddleware(async (ctx) => {
      const { returned, newSession } = ctx.context;
      await audit.answered({ path: ctx.path, headers: ctx.headers, body: ctx.body, context: { returned, newSession } });
      if (returned instanceof APIError || returned instanceof Error) return;
      const account = accountOf(ctx.path, (ctx.body ?? {}) as Body, ctx.headers);
      if (account) attempts.succeeded(account, addressOf(ctx.headers));
      // The cookie has it. Scripts of a page cannot read that, and need not know it.
      if (typeof returned === "object" && returned !== null && "token" in returned) {
        const { token: _, ...rest } = returned;
        return ctx.json(rest);
      }
    }),
  };

  /** At whose expense a try is. */
  function accountOf(path: string, body: Body, headers: Headers | undefined): string | undefined {
    if (path === "/sign-in/email") return textOf(body.email);
    const userId = headers?.get(userHeader);
    if (!userId || !(asksPassword.has(path) || path === "/two-factor/verify-totp")) return undefined;
    return personOf(userId)?.email;
  }
}

type Context = Parameters<Parameters<typeof createAuthMiddleware>[0]>[0];

/** Who gave the right password a moment ago, and owes the code. */
async function challengedUser(ctx: Context): Promise<string | undefined> {
  const { name } = ctx.context.createAuthCookie("two_factor");
  const identifier = await ctx.getSignedCookie(name, ctx.context.secret);
  if (!identifier) return undefined;
  return (await ctx.context.internalAdapter.findVerificationValue(identifier))?.value;
}

function refuseWeak(password: unknown, own: { name: string; email: string }): void {
  try {
    refuseWeakPassword(textOf(password), own);
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    throw new APIError("BAD_REQUEST", { code: "WEAK_PASSWORD", message: thrown.message });
  }
}

export const tooMany = (seconds: number) =>
  new APIError(
    "TOO_MANY_REQUESTS",
    { code: "TOO_MANY_TRIES", message: `Too many wrong tries. Wait ${waitText(seconds)}, then try again` },
    { "retry-after": String(seconds) },
  );

const waitText = (seconds: number) => (seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`);

const wrongCode = () => new APIError("UNAUTHORIZED", { code: "INVALID_CODE", message: "Invalid code" });
const addressOf = (headers: Headers | undefined) => headers?.get(clientAddressHeader) ?? "unknown";
const textOf = (value: unknown) => (typeof value === "string" ? value : "");
