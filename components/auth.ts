import { createAuthClient } from "better-auth/react";
import { confirmIdentity } from "./confirm-identity/ask";

/** Sign-in, sign-up and sign-out; the server answers under /api/auth of the same origin. */
export const auth = createAuthClient();

/** `status` 0: the server did not answer. */
export type AuthAnswer<T> = { ok: true; body: T } | { ok: false; status: number; code: string; message: string };

/** Calls what changes the session or needs a password. Asks who it is when the server wants to know, and goes on then. */
export async function postAuth<T = unknown>(path: string, body: object): Promise<AuthAnswer<T>> {
  const answer = await send<T>(path, body);
  if (answer.ok || answer.code !== "CONFIRM" || !(await confirmIdentity())) return answer;
  return send<T>(path, body);
}

async function send<T>(path: string, body: object): Promise<AuthAnswer<T>> {
  try {
    const answer = await fetch(`/api/auth${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const given = (await answer.json().catch(() => null)) as (T & { code?: string; message?: string }) | null;
    if (answer.ok) return { ok: true, body: given as T };
    return { ok: false, status: answer.status, code: given?.code ?? "", message: given?.message ?? "" };
  } catch {
    return { ok: false, status: 0, code: "", message: "" };
  }
}
