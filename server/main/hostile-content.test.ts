import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { browserAt } from "./accounts.testing";
import { watchOracles } from "./hostile-oracles.testing";
import { draw, startServer, type TestServer } from "./testing";

/**
 * Section E of the catalogue of attacks, by its numbers: content that workflows make, as it leaves the server. What our
 * pages make of hostile texts is seen in a browser, in `e2e/hostile-content.spec.ts`.
 */
let server: TestServer;
const markup =
  '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(document.cookie)</script></svg>';

beforeAll(async () => {
  server = await startServer();
  await server.signUp();
});
afterAll(() => server.stop());
watchOracles(() => server);

let count = 0;
/** A webhook whose answer is made as it is said; gives its path. */
async function answering(respond: object, answer?: object, more: object = {}): Promise<string> {
  const path = `content-${++count}`;
  const params = { path, methods: ["GET", "POST"], respond, ...more };
  const hook = { type: "webhook", params };
  const nodes: Parameters<typeof draw>[1] = answer
    ? { hook, answer: { type: "respondToWebhook", params: answer } }
    : { hook };
  await server.publish(draw(path, nodes, ...(answer ? ["hook -> answer"] : [])));
  return `/webhook/${path}`;
}
const byNode = { is: "node" };
const headersOf = (named: { [name: string]: string }) =>
  Object.entries(named).map(([name, value]) => ({ name, value }));

function expectHarmless(answer: Response, what: string) {
  const policy = answer.headers.get("content-security-policy") ?? "";
  expect(policy, what).toMatch(/^sandbox( allow-(forms|scripts|popups|modals|downloads))*$/);
  expect(answer.headers.get("x-content-type-options"), what).toBe("nosniff");
  expect(answer.headers.getSetCookie(), what).toEqual([]);
}

describe("T103 content of a workflow has no rights on our origin", () => {
  it.each([
    ...[
      "text/html",
      "text/html;charset=utf-7",
      "image/svg+xml",
      "application/xhtml+xml",
      "text/xml",
      "application/xml",
    ],
    ...["text/xsl", "application/pdf", "text/javascript", "application/x-unknown", "multipart/x-mixed-replace", ""],
  ])("as %j", async (contentType) => {
    const text = await answering(byNode, { answer: { is: "text", text: markup, contentType } });
    const twice = await answering(byNode, {
      answer: { is: "text", text: markup, contentType },
      headers: headersOf({ "Content-Type": "text/html", "X-Content-Type-Options": "none" }),
    });
    const field = await answering({ is: "finished", status: 200, answer: "first", field: "body" }, undefined, {
      contentType,
    });
    for (const path of [text, twice, field])
      expectHarmless(await fetch(server.url + path, { method: "POST", body: markup }), path);
  });

  it("by every way to answer", async () => {
    const paths = {
      accepted: await answering({ is: "accepted", status: 202, text: markup }),
      first: await answering({ is: "finished", status: 200, answer: "first" }),
      all: await answering({ is: "finished", status: 200, answer: "all" }),
      json: await answering(byNode, { answer: { is: "json", value: { a: markup } } }),
      items: await answering(byNode, { answer: { is: "items" } }),
      redirect: await answering(byNode, { answer: { is: "redirect", url: "https://shop.example/" } }),
      nothing: await answering(byNode, { answer: { is: "none" }, status: 204 }),
      failed: await answering(byNode, { answer: { is: "text", text: markup, contentType: "text/html" }, status: 500 }),
    };
    for (const [what, path] of Object.entries(paths)) {
      const answer = await fetch(server.url + path, { method: "POST", body: "{}", redirect: "manual" });
      expectHarmless(answer, what);
      await answer.arrayBuffer();
    }
  });

  it("as a file and as a page of a form", async () => {
    const path = await answering({ is: "finished", status: 200, answer: "file" }, undefined, {
      headers: headersOf({ "Content-Disposition": "inline" }),
    });
    const form = new FormData();
    form.append("data", new File([markup], "a.svg", { type: "image/svg+xml" }));
    const file = await fetch(server.url + path, { method: "POST", body: form });
    expect([file.status, file.headers.get("content-type")]).toEqual([200, "image/svg+xml"]);
    expectHarmless(file, "a file");
    const fields = [{ label: markup, type: "text", help: markup }];
    const trigger = { type: "formTrigger", params: { path: "hostile", title: markup, description: markup, fields } };
    await server.publish(draw("Form", { trigger }));
    const page = await fetch(`${server.url}/form/hostile`);
    expect(page.headers.get("content-security-policy")).toMatch(/(^|; )sandbox allow-/);
    expect(page.headers.get("content-security-policy")).not.toMatch(/allow-same-origin|unsafe-eval/);
    const html = await page.text();
    expect(html).not.toContain(markup);
    expect(html).not.toMatch(/<svg[^>]+onload/);
  });
});

describe("T104 a header that a workflow sets", () => {
  const given = {
    "Set-Cookie": "islewire.session_token=stolen; Path=/",
    "Content-Security-Policy": "default-src *",
    "Content-Security-Policy-Report-Only": "default-src *; report-uri https://evil.example",
    "Clear-Site-Data": '"cookies"',
    "Service-Worker-Allowed": "/",
    "Access-Control-Allow-Origin": "https://evil.example",
    "Access-Control-Allow-Credentials": "true",
    "X-Accel-Redirect": "/secret.key",
    "X-Sendfile": "/etc/passwd",
    "Strict-Transport-Security": "max-age=0",
    "Alt-Svc": 'h2="evil.example:443"',
    NEL: '{"report_to":"x","max_age":1}',
    "Report-To": '{"group":"x","endpoints":[{"url":"https://evil.example"}]}',
    "Reporting-Endpoints": 'x="https://evil.example"',
    "Speculation-Rules": '"/settings"',
    Refresh: "0;url=javascript:alert(1)",
    Location: "java\tscript:alert(1)",
    Link: "</settings>; rel=preload; as=fetch",
    "Transfer-Encoding": "chunked",
    "Content-Length": "5",
    Connection: "close",
    "X-Content-Type-Options": "none",
    "Cross-Origin-Opener-Policy": "unsafe-none",
    "Referrer-Policy": "unsafe-url",
  };

  it("steers neither the connection nor the rights of our pages", async () => {
    const byWebhook = { is: "finished", status: 200, answer: "all" };
    for (const path of [
      await answering(byNode, { answer: { is: "text", text: "x" }, headers: headersOf(given) }),
      await answering(byWebhook, undefined, { headers: headersOf(given) }),
    ]) {
      const answer = await fetch(server.url + path, {
        method: "POST",
        body: "{}",
        headers: { origin: "https://evil.example" },
      });
      expectHarmless(answer, path);
      const kept = Object.entries(given).filter(([name, value]) => answer.headers.get(name) === value);
      expect(kept).toEqual([]);
      expect(answer.headers.get("access-control-allow-credentials")).toBeNull();
    }
  });

  it("that is harmless is sent", async () => {
    const own = {
      "X-Own": "yes",
      Link: '</orders?page=2>; rel="next"',
      Location: "myapp://done",
      "Cache-Control": "max-age=60",
    };
    const path = await answering(byNode, { answer: { is: "none" }, headers: headersOf(own) });
    const answer = await fetch(server.url + path, { redirect: "manual" });
    for (const [name, value] of Object.entries(own)) expect(answer.headers.get(name), name).toBe(value);
  });

  it.each(["javascript:alert(1)", " \u0001javascript:alert(1)", "data:text/html,x", "vbscript:x", "JaVaScRiPt:x"])(
    "redirects to no code: %j",
    async (url) => {
      const path = await answering(byNode, { answer: { is: "redirect", url } });
      const answer = await fetch(server.url + path, { redirect: "manual" });
      expect(answer.headers.get("location")).toBeNull();
    },
  );
});

it("T105 nothing at the path of a webhook becomes a service worker", async () => {
  const answer = { is: "text", text: "self.onfetch = 1", contentType: "text/javascript" };
  const path = await answering(byNode, { answer, headers: headersOf({ "Service-Worker-Allowed": "/" }) });
  expect((await fetch(server.url + path)).status).toBe(200);
  const asked = await fetch(server.url + path, { headers: { "service-worker": "script" } });
  expect([asked.status, asked.headers.get("service-worker-allowed")]).toEqual([404, null]);
});

describe("T106 an address that the editor would open", () => {
  it.each(["javascript:alert(1)", "vbscript:x", "data:text/html,x", "//evil.example", " javascript:alert(1)"])(
    "is none for signing in at a service: %j",
    async (authorizeUrl) => {
      const values = {
        ...{ grant: "authorizationCode", authorizeUrl, tokenUrl: "https://id.example/token" },
        ...{ clientId: "a", clientSecret: "b", scope: "" },
      };
      const made = await server.mutate<{ id: string }>("credentials.create", {
        name: "O",
        type: "http.oauth2",
        values,
      });
      await expect(server.mutate("credentials.connect", { id: made.id })).rejects.toThrow(/address|URL/i);
    },
  );
});

describe("T107 what comes back to our callbacks", () => {
  const hostile = "</script><svg onload=alert(1)>";

  it.each(["/oauth2/callback", "/sign-in/callback/none"])(
    "%s leads to a page of ours, without a word of it",
    async (at) => {
      const queries: { [name: string]: string }[] = [
        { code: hostile, state: hostile },
        { error: hostile, error_description: hostile, state: "x" },
        { state: "x".repeat(5_000) },
        { code: "x", iss: hostile },
      ];
      for (const query of queries) {
        const answer = await server.request(`${at}?${new URLSearchParams(query)}`);
        expect(answer.status).toBe(303);
        expect(answer.headers.get("location")).toMatch(/^\/[\w/-]+(\?[\w-]+=[\w.-]*)?$/);
      }
    },
  );
});

describe("T111 what a cache could be fed with", () => {
  it("is no host that a header claims, in no page and no redirect", async () => {
    for (const name of [
      "x-forwarded-host",
      "x-forwarded-server",
      "x-original-url",
      "x-rewrite-url",
      "forwarded",
      "x-host",
    ]) {
      const headers = { [name]: name === "forwarded" ? "host=evil.example" : "evil.example" };
      const answer = await fetch(`${server.url}/workflows`, { headers, redirect: "manual" });
      expect([answer.status, answer.headers.get("location")]).toEqual([307, "/sign-in?next=%2Fworkflows"]);
      expect(answer.headers.get("cache-control")).toContain("no-store");
    }
  });

  it("is no picture from elsewhere, and no data of pages without a session", async () => {
    const stranger = browserAt(server.url);
    for (const path of [
      ...[
        "/_next/image?url=%2F%2Fevil.example%2Fa.png&w=64&q=75",
        "/_next/image?url=http%3A%2F%2F127.0.0.1%2F&w=64&q=75",
      ],
      ...["/_next/data/x/workflows.json", "/_next/data/development/settings.json"],
    ]) {
      const answer = await stranger.request(path);
      expect([path, answer.status >= 300]).toEqual([path, true]);
    }
    const prefetches: { [name: string]: string }[] = [
      { rsc: "1" },
      { rsc: "1", "next-router-prefetch": "1" },
      { "next-router-segment-prefetch": "/_tree" },
    ];
    for (const headers of prefetches) {
      const answer = await stranger.request("/workflows?_rsc=abcde", {
        headers,
      });
      expect([answer.status, answer.headers.get("cache-control")]).toEqual([307, expect.stringContaining("no-store")]);
    }
  });
});
