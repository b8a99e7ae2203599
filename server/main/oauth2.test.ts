import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CredentialDetail } from "@/shared/api";
import { draw, startServer, type TestServer, until } from "./testing";

type Grant = { challenge: string; redirectUri: string };

/** An authorization server that rotates refresh tokens and ends a sign-in of which one is used twice, and an API. */
function createProvider() {
  const codes = new Map<string, Grant>();
  const state = { access: "", refresh: "", renewals: 0, isRevoked: false, lifeSeconds: 3_600, slowMs: 0, asked: 0 };
  let count = 0;
  const idToken = ["{}", '{"email":"ann@example.com"}', ""].map((part) => Buffer.from(part).toString("base64url"));

  const handle = async (req: IncomingMessage, res: ServerResponse) => {
    const url = new URL(req.url ?? "/", "http://localhost");
    const send = (status: number, body: object) => {
      res.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    };
    if (url.pathname === "/authorize") {
      const asked = url.searchParams;
      const redirectUri = asked.get("redirect_uri") ?? "";
      const code = `code-${++count}`;
      codes.set(code, { challenge: asked.get("code_challenge") ?? "", redirectUri });
      const answer = { code, state: asked.get("state") ?? "", iss: "https://id.example" };
      return res.writeHead(302, { location: `${redirectUri}?${new URLSearchParams(answer)}` }).end();
    }
    if (url.pathname === "/api") {
      const isRight = req.headers.authorization === `Bearer ${state.access}` && !state.isRevoked;
      return send(isRight ? 200 : 401, { ok: isRight });
    }
    state.asked++;
    const body = new URLSearchParams(await new Response(req as unknown as ReadableStream).text());
    if (req.headers.authorization !== `Basic ${btoa("app:hush")}`) return send(401, { error: "invalid_client" });
    if (state.slowMs) await new Promise((resolve) => setTimeout(resolve, state.slowMs));
    if (body.get("grant_type") === "authorization_code") {
      const grant = codes.get(body.get("code") ?? "");
      codes.delete(body.get("code") ?? "");
      const digest = createHash("sha256")
        .update(body.get("code_verifier") ?? "")
        .digest("base64url");
      if (grant?.challenge !== digest || grant.redirectUri !== body.get("redirect_uri")) {
        return send(400, { error: "invalid_grant", error_description: "The code is not good" });
      }
    } else {
      if (state.isRevoked || body.get("refresh_token") !== state.refresh) {
        state.isRevoked = true;
        return send(400, { error: "invalid_grant", error_description: "Token has been revoked" });
      }
      state.renewals++;
    }
    state.access = `access-${++count}`;
    state.refresh = `refresh-${count}`;
    send(200, {
      ...{ access_token: state.access, refresh_token: state.refresh, token_type: "Bearer", scope: "mail files" },
      ...{ expires_in: state.lifeSeconds, id_token: idToken.join(".") },
    });
  };
  const server = createServer((req, res) => void handle(req, res));
  return {
    state,
    listen: () =>
      new Promise<string>((resolve) => {
        server.listen(0, "127.0.0.1", () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
      }),
    close: () => server.close(),
  };
}

const provider = createProvider();
let server: TestServer;
let origin = "";
let id = "";

beforeAll(async () => {
  origin = await provider.listen();
  server = await startServer({ env: { ISLEWIRE_EGRESS_ALLOW: "127.0.0.1", ISLEWIRE_WORKERS: "2" } });
  await server.signUp();
  await until(async () => (await fetch(`${server.url}/readyz`)).ok || undefined);
});
afterAll(async () => {
  await server.stop();
  provider.close();
});
beforeEach(async () => {
  Object.assign(provider.state, { isRevoked: false, renewals: 0, lifeSeconds: 3_600, slowMs: 0, asked: 0 });
  id = await create();
});

const values = () => ({
  ...{ grant: "authorizationCode", authorizeUrl: `${origin}/authorize?tenant=a`, tokenUrl: `${origin}/token` },
  ...{
    clientId: "app",
    clientSecret: "hush",
    scope: "mail files",
    extra: "prompt=consent",
    issuer: "https://id.example",
  },
});
const create = async (more: object = {}) =>
  (
    await server.mutate<{ id: string }>("credentials.create", {
      ...{ name: "Mail of Ann", type: "http.oauth2", values: { ...values(), ...more } },
    })
  ).id;
const detail = () => server.query<CredentialDetail>("credentials.get", { id });
const begin = async () => new URL((await server.mutate<{ url: string }>("credentials.connect", { id })).url);
/** What the browser does: it is sent to the service, and back with the code. */
const agree = async (url: URL) => {
  const { headers } = await fetch(url, { redirect: "manual" });
  return new URL(headers.get("location") ?? "");
};
const back = async ({ pathname, search }: URL) => {
  const answer = await server.request(pathname + search);
  return [answer.status, answer.headers.get("location")];
};
const connect = async () => back(await agree(await begin()));
const call = async (times = 1) => {
  const path = `call-${Math.random().toString(36).slice(2)}`;
  await server.publish(
    draw(
      "Call",
      {
        hook: { type: "webhook", params: { path, respond: { is: "finished", status: 200, answer: "first" } } },
        call: { type: "httpRequest", params: { url: `${origin}/api` }, credentials: { auth: id } },
      },
      "hook -> call",
    ),
  );
  return Promise.all(Array.from({ length: times }, () => server.post(path, {})));
};
const problemOf = async () => {
  const [latest] = await server.executions();
  return (await server.execution(latest?.id ?? 0)).errorInfo;
};

describe("a credential that is connected by signing in", () => {
  it("sends people to the service with a state, a challenge, and what the credential says", async () => {
    const { searchParams } = await begin();
    expect(Object.fromEntries(searchParams)).toMatchObject({
      ...{ tenant: "a", prompt: "consent", response_type: "code", client_id: "app", scope: "mail files" },
      ...{ redirect_uri: `${server.url}/oauth2/callback`, code_challenge_method: "S256" },
      state: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
    });
  });

  it("shows who signed in, what for and how long, and signs requests from then on", async () => {
    expect((await detail()).connection).toEqual({ state: null, failed: null, isUnderWay: false });
    expect(await connect()).toEqual([303, `/oauth2/done?id=${id}`]);
    const { connection, values: shown } = await detail();
    expect(connection).toMatchObject({ state: { account: "ann@example.com", scope: "mail files" }, failed: null });
    const left = (connection?.state?.expiresAt ?? 0) - Date.now();
    expect(left).toBeGreaterThan(3_500_000);
    expect(JSON.stringify(shown)).not.toMatch(/access-|refresh-|hush/);
    expect((await call())[0]).toMatchObject({ status: 200, json: { ok: true } });
  });

  it("T165 takes an answer once, and only in the browser that began", async () => {
    const answer = await agree(await begin());
    const stranger = await fetch(server.url + answer.pathname + answer.search, { redirect: "manual" });
    expect(stranger.headers.get("location")).toBe("/oauth2/done?problem=session");
    expect(await back(answer)).toEqual([303, "/oauth2/done?problem=state"]);
    const again = await agree(await begin());
    expect(await back(again)).toEqual([303, `/oauth2/done?id=${id}`]);
    expect(await back(again)).toEqual([303, "/oauth2/done?problem=state"]);
    expect(await back(new URL("http://x/oauth2/callback?state=guess&code=code-1"))).toEqual([
      303,
      "/oauth2/done?problem=state",
    ]);
  });

  it.each<[string, (answer: URL) => void, RegExp]>([
    [
      "was told not to agree",
      ({ searchParams }) => {
        searchParams.delete("code");
        searchParams.set("error", "access_denied");
        searchParams.set("error_description", "Ann said no");
      },
      /told not to agree \(access_denied: Ann said no\)/,
    ],
    ["sends a code of somebody else", ({ searchParams }) => searchParams.set("code", "stolen"), /The code is not good/],
    ["is another one", ({ searchParams }) => searchParams.set("iss", "https://evil.example"), /another service/],
    ["sends no code", ({ searchParams }) => searchParams.delete("code"), /no code/],
  ])("says so when the service %s", async (_, change, message) => {
    const answer = await agree(await begin());
    change(answer);
    await back(answer);
    const { connection } = await detail();
    expect(connection).toMatchObject({ state: null, failed: { message: expect.stringMatching(message) } });
  });

  it("is told what is missing before anybody is sent away", async () => {
    id = await create({ authorizeUrl: "" });
    await expect(begin()).rejects.toThrow(/authorization URL of the credential is missing/);
  });

  it("T165 is renewed once for all executions of all workers, before it expires, and keeps the new refresh token", async () => {
    Object.assign(provider.state, { lifeSeconds: 30 });
    await connect();
    Object.assign(provider.state, { lifeSeconds: 3_600, slowMs: 200 });
    const answers = await call(12);
    expect(answers.map(({ status }) => status)).toEqual(Array(12).fill(200));
    expect(provider.state.renewals).toBe(1);
    provider.state.access = "ended early";
    expect((await call())[0]?.status).toBe(200);
    expect(provider.state).toMatchObject({ renewals: 2, isRevoked: false });
    expect((await detail()).connection?.state).toMatchObject({ account: "ann@example.com" });
  });

  it("names itself when the sign-in was revoked, asks no more in vain, and can be connected again", async () => {
    await connect();
    provider.state.isRevoked = true;
    expect((await call())[0]?.status).toBe(500);
    expect(await problemOf()).toMatchObject({
      code: "OAUTH2_CONNECT",
      message: expect.stringMatching(/"Mail of Ann" must be connected again: .*Token has been revoked/),
      hint: expect.stringContaining("Connect"),
    });
    const { asked } = provider.state;
    await call();
    expect(provider.state.asked).toBe(asked);
    expect((await detail()).connection?.state?.problem).toMatch(/revoked/);
    provider.state.isRevoked = false;
    await connect();
    expect((await detail()).connection?.state?.problem).toBeUndefined();
    expect((await call())[0]?.status).toBe(200);
  });

  it("says that nobody has signed in yet", async () => {
    await call();
    expect((await problemOf())?.message).toMatch(/"Mail of Ann" must be connected again: Nobody has signed in/);
  });

  it("stays connected when it is saved, unless another client or service is meant", async () => {
    await connect();
    const save = (more: object) =>
      server.mutate("credentials.update", {
        id,
        name: "Mail",
        values: { ...values(), clientSecret: "", connection: null, ...more },
      });
    await save({ scope: "mail" });
    expect((await detail()).connection?.state).toMatchObject({ account: "ann@example.com" });
    await save({ tokenUrl: "https://elsewhere.example/token" });
    expect((await detail()).connection?.state).toBeNull();
  });
});
