import { initTRPC, TRPCError } from "@trpc/server";
import { authorize, type Resource } from "@/server/services/access";
import type { ServiceContext } from "@/server/services/context";
import { isConfirmed } from "@/server/services/sessions";
import type { Action, InstanceRole } from "@/shared/access";
import { isDeeperThan } from "@/shared/depth";
import { AppError, type ErrorCode } from "@/shared/errors";
import { maxJsonDepth } from "@/shared/json-text";
import type { Locale } from "@/shared/messages/locales";

const trpcCode = {
  NOT_FOUND: "NOT_FOUND",
  FORBIDDEN: "FORBIDDEN",
  CONFLICT: "CONFLICT",
  INVALID: "BAD_REQUEST",
  LIMIT: "TOO_MANY_REQUESTS",
  UNAVAILABLE: "SERVICE_UNAVAILABLE",
  CONFIRM: "FORBIDDEN",
} as const satisfies Record<ErrorCode, TRPCError["code"]>;

export type User = { id: string; name: string; email: string; role: InstanceRole };
export type ApiContext = {
  /** With the signed-in user as its actor. */
  services: ServiceContext;
  user: User | null;
  /** Of the signed-in browser; empty without one. */
  sessionId: string;
  /** When the signed-in person last proved who it is; 0 without one. */
  confirmedAt: number;
  /** The rules ask for a second factor first. */
  owesTwoFactor: boolean;
  locale: Locale;
  needsSetup(): boolean;
};

/** What a procedure may be called for. Every one has it: `server/api/access.test.ts`. */
export type Rule = { who: "everybody" } | { who: "user" } | { who: "allowed"; action: Action; about: About };

/** Reads what a call is about off its input, before the schema has looked at it. */
export type About = { is: Resource["is"]; fields: readonly string[]; of(input: unknown): Resource[] };

const t = initTRPC
  .context<ApiContext>()
  .meta<Rule>()
  .create({
    sse: { ping: { enabled: true, intervalMs: 15_000 } },
    errorFormatter: ({ shape, error }) => ({
      ...shape,
      message:
        error.code === "INTERNAL_SERVER_ERROR" ? "Something went wrong on the server" : messageOf(error, shape.message),
      data: {
        code: shape.data.code,
        httpStatus: shape.data.httpStatus,
        path: shape.data.path,
        hint: error.cause instanceof AppError ? error.cause.hint : undefined,
        /** The same again goes through once the person has proved who it is. */
        needsConfirming: error.cause instanceof AppError && error.cause.code === "CONFIRM",
      },
    }),
  });

export const { router } = t;
export const createCaller = t.createCallerFactory;

/** The one place where our errors become tRPC errors; routers never catch. */
const translateErrors = t.middleware(async ({ next }) => {
  const result = await next();
  if (!result.ok && result.error.cause instanceof AppError) {
    const { cause } = result.error;
    throw new TRPCError({ code: trpcCode[cause.code], message: cause.message, cause });
  }
  return result;
});

/** Before the schemas look at it: they call themselves for each level. */
const refuseDeep = t.middleware(async ({ getRawInput, next }) => {
  const input = await getRawInput();
  if (typeof input !== "object" || input === null || !isDeeperThan(input, maxJsonDepth)) return next();
  throw new AppError("INVALID", `What was sent is nested more than ${maxJsonDepth} levels deep`, {
    hint: "Nothing was changed",
  });
});

export const publicProcedure = t.procedure.meta({ who: "everybody" }).use(translateErrors).use(refuseDeep);

/** For everybody who is signed in: it tells nothing of any project, or looks for itself at whose it is. */
export const userProcedure = publicProcedure.meta({ who: "user" }).use(({ ctx, next, path }) => {
  if (!ctx.user) throw new TRPCError({ code: "UNAUTHORIZED", message: "Sign in first" });
  if (ctx.owesTwoFactor && !path.startsWith("account.")) {
    throw new AppError("FORBIDDEN", "This server asks everybody for a second factor", {
      hint: "Turn it on for your account first",
    });
  }
  return next({ ctx: { ...ctx, user: ctx.user } });
});

/** Goes on when the person has proved who it is within the last minutes: a session that was left open is not enough. */
export const confirmed = t.middleware(({ ctx, next }) => {
  if (isConfirmed(ctx)) return next();
  throw new AppError("CONFIRM", "Confirm that it is you", { hint: "Enter your password once more" });
});

/** For those who may do that with what the call is about. */
export const allowed = (action: Action, about: About) =>
  userProcedure.meta({ who: "allowed", action, about }).use(async ({ ctx, getRawInput, next }) => {
    authorize(ctx.services, action, about.of(await getRawInput()));
    return next();
  });

/** Input that does not fit the schema: the first field and what is wrong with it, not a list in JSON. */
export function messageOf(error: TRPCError, message: string): string {
  const { cause } = error;
  if (error.code !== "BAD_REQUEST" || !cause || !("issues" in cause) || !Array.isArray(cause.issues)) return message;
  const [issue] = cause.issues as { path: PropertyKey[]; message: string }[];
  if (!issue) return message;
  return issue.path.length ? `Field "${issue.path.map(String).join(".")}": ${issue.message}` : issue.message;
}
