import { createHash, randomBytes } from "node:crypto";
import { findCredentialType } from "@/nodes/registry";
import { NodeError } from "@/nodes/sdk/node-error";
import { AppError } from "@/shared/errors";
import { auditAlone } from "./audit";
import type { ServiceContext } from "./context";
import { openCredential } from "./credentials";

/** Whose browser it is: a sign-in that one began, no other can end. */
export type Session = { userId: string; sessionId: string };

type Pending = Session & { credentialId: string; verifier: string; until: number };
export type ConnectOutcome = { ok: true } | { ok: false; message: string; hint?: string };

/** Sign-ins at other services that are under way, and how the last of each credential ended. */
export type Connections = { pending: Map<string, Pending>; outcomes: Map<string, ConnectOutcome> };
export const createConnections = (): Connections => ({ pending: new Map(), outcomes: new Map() });

const patienceMs = 10 * 60_000;
const maxPending = 1_000;

export const redirectUri = ({ baseUrl }: Pick<ServiceContext, "baseUrl">) => `${baseUrl}/oauth2/callback`;

/** The address at which somebody signs in and agrees. */
export async function beginConnecting(
  ctx: ServiceContext,
  { id }: { id: string },
  session: Session,
): Promise<{ url: string }> {
  const { type, values } = openCredential(ctx, id);
  const connect = findCredentialType(type)?.connect;
  if (!connect) throw new AppError("INVALID", "This kind of credential is not connected by signing in");
  const { pending, outcomes } = ctx.connections;
  const now = Date.now();
  for (const [state, { until }] of pending) if (until < now || pending.size >= maxPending) pending.delete(state);
  const [state, verifier] = [randomBytes(32).toString("base64url"), randomBytes(32).toString("base64url")];
  const challenge = createHash("sha256").update(verifier).digest("base64url");
  try {
    const url = connect.begin(values as never, { redirectUri: redirectUri(ctx), state, challenge });
    pending.set(state, { ...session, credentialId: id, verifier, until: now + patienceMs });
    outcomes.delete(id);
    await auditAlone(ctx, "credential.connect", { id, details: { step: "begun" } });
    return { url };
  } catch (thrown) {
    if (!(thrown instanceof NodeError)) throw thrown;
    throw new AppError("INVALID", thrown.message, { hint: thrown.hint });
  }
}

/** Where the service sent the browser back. `problem`: it cannot be told what the answer belongs to. */
export async function finishConnecting(
  ctx: ServiceContext,
  answer: URLSearchParams,
  session: Session | null,
): Promise<{ credentialId: string } | { problem: "state" | "session" }> {
  const { pending, outcomes } = ctx.connections;
  const state = answer.get("state") ?? "";
  const begun = pending.get(state);
  pending.delete(state);
  if (!begun || begun.until < Date.now()) return { problem: "state" };
  const { credentialId, verifier, userId, sessionId } = begun;
  if (session?.userId !== userId || session.sessionId !== sessionId) return { problem: "session" };
  const outcome = await outcomeOf(ctx, answer, { credentialId, verifier });
  outcomes.set(credentialId, outcome);
  const details = { step: outcome.ok ? "connected" : "failed" };
  await auditAlone(ctx, "credential.connect", { id: credentialId, outcome: outcome.ok ? "done" : "refused", details });
  return { credentialId };
}

async function outcomeOf(
  ctx: ServiceContext,
  answer: URLSearchParams,
  { credentialId, verifier }: Pick<Pending, "credentialId" | "verifier">,
): Promise<ConnectOutcome> {
  const refusal = answer.get("error");
  if (refusal) {
    const said = [refusal, answer.get("error_description")].filter(Boolean).join(": ").slice(0, 500);
    const message = refusal === "access_denied" ? `The service was told not to agree (${said})` : said;
    return {
      ok: false,
      message: `Not connected: ${message}`,
      hint: "Check the client and the scope of the credential",
    };
  }
  const code = answer.get("code");
  if (!code) return { ok: false, message: "Not connected: the service sent no code back" };
  const given = { code, verifier, redirectUri: redirectUri(ctx), issuer: answer.get("iss") ?? undefined };
  try {
    const order = (request: number) => ({ type: "connectCredential", request, credentialId }) as const;
    await ctx.dispatcher.ask(order, [JSON.stringify(given)]);
    return { ok: true };
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    return { ok: false, message: `Not connected: ${thrown.message}`, ...(thrown.hint && { hint: thrown.hint }) };
  }
}
