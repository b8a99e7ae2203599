/** The pages' API, as the owner of the demo uses it. */
export type Client = Awaited<ReturnType<typeof signIn>>;

/** What makes the demo's first visitor its owner. */
export const setupCode = "islewire-demo";

export const owner = { email: "demo@example.com", password: "islewire demo" };

export async function signIn(url: string) {
  const enter = (path: string, body: object) =>
    fetch(url + path, {
      method: "POST",
      headers: { "content-type": "application/json", origin: url, "x-setup-code": setupCode },
      body: JSON.stringify(body),
    });
  const signedUp = await enter("/api/auth/sign-up/email", { name: "Demo", ...owner });
  const entered = signedUp.ok ? signedUp : await enter("/api/auth/sign-in/email", owner);
  if (!entered.ok) throw new Error(`Signing in as ${owner.email} failed: ${await entered.text()}`);
  const cookie = entered.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");

  async function call<T>(path: string, init: RequestInit): Promise<T> {
    const headers = { cookie, origin: url, "content-type": "application/json", "x-islewire": "1" };
    const answer = await fetch(`${url}/api/trpc/${path}`, { ...init, headers });
    const body = (await answer.json()) as { result?: { data: T }; error?: { message: string } };
    if (body.error) throw new Error(`${path}: ${body.error.message}`);
    return body.result?.data as T;
  }
  return {
    url,
    query: <T>(path: string, input?: unknown) =>
      call<T>(input === undefined ? path : `${path}?input=${encodeURIComponent(JSON.stringify(input))}`, {}),
    mutate: <T>(path: string, input: unknown) => call<T>(path, { method: "POST", body: JSON.stringify(input) }),
  };
}
