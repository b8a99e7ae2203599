import { X509Certificate } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:https";
import { join } from "node:path";
import { type ConnectionOptions, connect } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "@/server/db/testing";
import { ask, enter } from "./ask.testing";
import { first, second } from "./certificates.testing";
import { freePort, startServer, type TestServer, until } from "./testing";

const folder = temporaryFolder();
const files = { cert: join(folder.path, "cert.pem"), key: join(folder.path, "key.pem") };
const settings = { ISLEWIRE_TLS_CERT: files.cert, ISLEWIRE_TLS_KEY: files.key, ISLEWIRE_LOG_LEVEL: "info" };
const replace = ({ cert, key }: typeof first) => {
  writeFileSync(files.cert, cert);
  writeFileSync(files.key, key);
};
const printOf = ({ cert }: typeof first) => new X509Certificate(cert).fingerprint256;
const name = "https://flows.example.com";
const named = { host: "flows.example.com" };
let server: TestServer;
let redirectPort = 0;

beforeAll(async () => {
  replace(first);
  redirectPort = await freePort();
  const env = { ...settings, ISLEWIRE_PUBLIC_URL: name, ISLEWIRE_HTTP_REDIRECT_PORT: String(redirectPort) };
  server = await startServer({ port: await freePort(), env });
});
afterAll(async () => {
  await server.stop();
  folder.remove();
});

describe("a server with a certificate", () => {
  it("keeps the session in a cookie that no plain connection and no other host can set", async () => {
    const answer = await enter(server.url, "sign-up", name);
    expect(answer.status).toBe(200);
    const [cookie = ""] = answer.headers["set-cookie"] ?? [];
    expect(cookie).toMatch(/^__Host-islewire\.session_token=/);
    const attributes = cookie.split("; ").slice(1).toSorted();
    expect(attributes).toEqual(["HttpOnly", "Max-Age=1209600", "Path=/", "SameSite=Lax", "Secure"]);
    const me = async (sent: string) =>
      (await ask(`${server.url}/api/trpc/me.get`, { headers: { ...named, cookie: sent } })).text;
    const pair = cookie.split("; ")[0] ?? "";
    expect(await me(pair)).toContain("olive@example.com");
    expect(await me(pair.replace("__Host-", ""))).not.toContain("olive@example.com");
    const again = await enter(server.url, "sign-in", name);
    expect(again.headers["set-cookie"]?.[0]).toMatch(/^__Host-/);
  });

  it("tells browsers to come by TLS only, but under no name of a local network", async () => {
    for (const path of ["/sign-in", "/api/trpc/me.get", "/webhook/none", "/form/none", "/healthz", "/no/such"]) {
      const { headers } = await ask(server.url + path, { headers: named });
      expect(headers["strict-transport-security"], path).toBe("max-age=31536000");
    }
    expect((await ask(`${server.url}/healthz`)).headers["strict-transport-security"]).toBeUndefined();
  });

  it("speaks TLS 1.2 and 1.3, and nothing older", async () => {
    expect(await versionOf({ maxVersion: "TLSv1.2" })).toBe("TLSv1.2");
    expect(await versionOf({})).toBe("TLSv1.3");
    await expect(
      versionOf({ minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" }),
    ).rejects.toThrow();
  });

  it("goes on after somebody spoke no TLS", async () => {
    await expect(ask(server.url.replace("https:", "http:"))).rejects.toThrow();
    expect((await ask(`${server.url}/healthz`)).status).toBe(200);
  });

  it("refuses what a page that came without TLS sends", async () => {
    expect((await enter(server.url, "sign-in", "http://flows.example.com")).status).toBe(403);
  });
});

describe("a certificate that is replaced", () => {
  const shown = async () => (await ask(`${server.url}/healthz`)).certificate;

  it("is in use some seconds later, and who is connected stays", async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1, ca: first.cert, servername: "localhost" });
    const kept = () =>
      new Promise<number>((resolve, reject) => {
        const sent = request(`${server.url}/healthz`, { agent }, (answer) => {
          const from = answer.socket.localPort ?? 0;
          answer.resume().on("end", () => resolve(from));
        });
        sent.on("error", reject).end();
      });
    const connection = await kept();
    expect(await shown()).toBe(printOf(first));
    replace(second);
    await until(async () => (await shown()) === printOf(second));
    expect(await kept()).toBe(connection);
    agent.destroy();
  });

  it("is in use at once after SIGHUP", async () => {
    replace(first);
    server.child.kill("SIGHUP");
    await until(async () => (await shown()) === printOf(first));
  });

  it.each([
    ["is broken", () => writeFileSync(files.cert, "no certificate"), /cert\.pem holds no certificate/],
    ["is gone", () => rmSync(files.cert), /cert\.pem cannot be read \(ENOENT\)/],
    ["has another key", () => writeFileSync(files.cert, second.cert), /key\.pem is not that of the certificate/],
  ])("stays as it was when the new one %s, and the log says why", async (_, spoil, reason) => {
    spoil();
    server.child.kill("SIGHUP");
    await until(() => server.lines.some((line) => reason.test(line) && line.includes("The one before stays")));
    expect(await shown()).toBe(printOf(first));
    replace(first);
  });
});

describe("the port without TLS", () => {
  const plain = (path: string, method = "GET", host = "flows.example.com") =>
    ask(`http://127.0.0.1:${redirectPort}${path}`, { method, headers: { host } });

  it("leads people to the one with it", async () => {
    for (const path of ["/", "/workflows?tab=all", "/sign-in", "/form/contact"]) {
      const { status, headers } = await plain(path);
      expect([status, headers.location]).toEqual([308, name + path]);
    }
  });

  it("lets no program go on that sends its secrets in the clear", async () => {
    const paths = ["/api/trpc/me.get", "/api/v1/tables", "/api/auth/get-session", "/webhook/x", "/data/x", "/metrics"];
    for (const path of [...paths, "/oauth2/callback?code=x", "/webhook-waiting/1/x"]) {
      expect((await plain(path)).status, path).toBe(403);
    }
    expect((await plain("/workflows", "POST")).status).toBe(403);
    expect((await plain("/form/contact", "POST")).status).toBe(403);
  });

  it("leads nobody to another host", async () => {
    expect((await plain("/workflows", "GET", "evil.example")).status).toBe(421);
    expect((await plain("//evil.example/x")).status).toBe(400);
  });
});

describe("a start", () => {
  it.each([
    ["without the key", { ISLEWIRE_TLS_KEY: "" }, /ISLEWIRE_TLS_KEY is missing/],
    [
      "without TLS to lead to",
      { ISLEWIRE_TLS_KEY: "", ISLEWIRE_TLS_CERT: "", ISLEWIRE_HTTP_REDIRECT_PORT: "0" },
      /TLS/,
    ],
    [
      "with a file that is not there",
      { ISLEWIRE_TLS_CERT: "/nowhere.pem" },
      /\/nowhere\.pem cannot be read .*ISLEWIRE_TLS_CERT/,
    ],
    ["with a key of another", { ISLEWIRE_TLS_KEY: join(folder.path, "other.pem") }, /is not that of the certificate/],
  ])("%s is refused", async (_, env, reason) => {
    replace(first);
    writeFileSync(join(folder.path, "other.pem"), second.key);
    await expect(startServer({ env: { ...settings, ...env } })).rejects.toThrow(reason);
  });
});

describe("signing in without TLS", () => {
  it("works under names of a local network alone", async () => {
    const port = await freePort();
    const open = await startServer({ port, env: { ISLEWIRE_PUBLIC_URL: `http://flows.example.com:${port}` } });
    const far = `http://flows.example.com:${port}`;
    const refused = await enter(open.url, "sign-up", far);
    expect([refused.status, JSON.parse(refused.text)]).toMatchObject([403, { code: "WITHOUT_TLS" }]);
    const near = await enter(open.url, "sign-up", `http://localhost:${port}`);
    expect(near.status).toBe(200);
    expect(near.headers["set-cookie"]?.[0]).toMatch(/^islewire\.session_token=(?!.*Secure)/);
    expect((await enter(open.url, "sign-in", far)).status).toBe(403);
    expect((await enter(open.url, "sign-in", `http://192.168.1.9:${port}`)).status).toBe(200);
    await open.stop();
  });

  it("works under any when the operator says so", async () => {
    const port = await freePort();
    const far = `http://flows.example.com:${port}`;
    const env = { ISLEWIRE_PUBLIC_URL: far, ISLEWIRE_PLAIN_SIGN_IN: "allowed" };
    const open = await startServer({ port, env });
    expect((await enter(open.url, "sign-up", far)).status).toBe(200);
    await open.stop();
  });
});

describe("behind a proxy that ends TLS", () => {
  it.each([
    ["trusted", "127.0.0.1", "max-age=31536000; includeSubDomains"],
    ["not trusted", "none", undefined],
  ])("that is %s the cookie is for TLS, and HSTS is sent when TLS is known", async (_, trusted, hsts) => {
    const env = { ISLEWIRE_PUBLIC_URL: name, ISLEWIRE_TRUST_PROXY: trusted, ISLEWIRE_HSTS: "subdomains" };
    const behind = await startServer({ port: await freePort(), env });
    const answer = await enter(behind.url, "sign-up", name, {
      "x-forwarded-proto": "https",
      "x-forwarded-for": "9.9.9.9",
    });
    expect(answer.headers["set-cookie"]?.[0]).toMatch(/^__Host-islewire\.session_token=.*Secure/);
    expect(answer.headers["strict-transport-security"]).toBe(hsts);
    await behind.stop();
  });
});

function versionOf(options: ConnectionOptions): Promise<string | null> {
  const { hostname, port } = new URL(server.url);
  const target = { host: hostname, port: Number(port), ca: [first.cert, second.cert], servername: "localhost" };
  return new Promise((resolve, reject) => {
    const socket = connect({ ...target, ...options }, () => {
      resolve(socket.getProtocol());
      socket.destroy();
    });
    socket.on("error", reject);
  });
}
