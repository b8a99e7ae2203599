import { type TOTP, URI } from "otpauth";
import type { TestServer } from "./server.testing";

export const goodPassword = "violet ladder under rain";

/** A browser: it keeps cookies, and shows its own origin. */
export function browserAt(url: string, { agent = "Test browser" } = {}) {
  const jar = new Map<string, string>();

  async function request(path: string, init: RequestInit = {}): Promise<Response> {
    const target = new URL(path, url);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const own = { origin: url, "user-agent": agent, ...(cookie && { cookie }) };
    const answer = await fetch(target, { redirect: "manual", ...init, headers: { ...own, ...init.headers } });
    for (const line of answer.headers.getSetCookie()) {
      const [pair = "", ...rest] = line.split(";");
      const at = pair.indexOf("=");
      const isGone = rest.some((part) => /^\s*max-age=0$/i.test(part));
      if (isGone) jar.delete(pair.slice(0, at));
      else jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return answer;
  }

  const post = async (path: string, body: object, headers = {}) => {
    const answer = await request(path, {
      method: "POST",
      headers: { "content-type": "application/json", "x-islewire": "1", ...headers },
      body: JSON.stringify(body),
    });
    return { status: answer.status, headers: answer.headers, body: JSON.parse((await answer.text()) || "null") };
  };

  async function call<T>(path: string, input: unknown, isQuery: boolean): Promise<T> {
    const { body } = isQuery
      ? {
          body: await (
            await request(`/api/trpc/${path}?input=${encodeURIComponent(JSON.stringify(input ?? null))}`)
          ).json(),
        }
      : await post(`/api/trpc/${path}`, input as object);
    if (body.error) throw new Error(`${body.error.data.code}: ${body.error.message}`);
    return body.result?.data as T;
  }

  return {
    jar,
    request,
    post,
    auth: (path: string, body: object, headers = {}) => post(`/api/auth${path}`, body, headers),
    signIn: (email: string, password: string) => post("/api/auth/sign-in/email", { email, password }),
    query: <T>(path: string, input?: unknown) => call<T>(path, input, true),
    mutate: <T>(path: string, input: unknown) => call<T>(path, input, false),
    who: async () => (await call<{ user: { email: string; role: string } | null }>("me.get", undefined, true)).user,
  };
}

/** Tests sign in more often than people do. */
export const manySignIns = { ISLEWIRE_RATE_SIGN_IN: "1000" };

export type Browser = ReturnType<typeof browserAt>;
export const owner = { email: "olive@example.com", password: "correct horse battery" };

/** The owner, signed in. */
export async function ownerOf(server: TestServer): Promise<Browser> {
  const browser = browserAt(server.url, { agent: "Owner's browser" });
  await browser.signIn(owner.email, owner.password);
  return browser;
}

/** Somebody who was invited and has joined, signed in. */
export async function join(server: TestServer, by: Browser, email: string, given: object = {}): Promise<Browser> {
  const { url } = await by.mutate<{ url: string }>("invitations.create", { email, role: "member", ...given });
  const browser = browserAt(server.url);
  await browser.mutate("invitations.accept", { token: tokenIn(url), name: "Guest Person", password: goodPassword });
  await browser.signIn(email, goodPassword);
  return browser;
}

export const tokenIn = (url: string) => url.split("/").at(-1) ?? "";

/** An authenticator app. */
export function appFor(totpUri: string) {
  const totp = URI.parse(totpUri) as TOTP;
  /** Codes of other moments than now, in steps of 30 seconds. */
  return { code: (steps = 0) => totp.generate({ timestamp: Date.now() + steps * 30_000 }) };
}
