import { createHmac } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Item, JsonObject } from "@/shared/item";
import { askRaw } from "./ask.testing";
import { watchOracles } from "./hostile-oracles.testing";
import { draw, startServer, type TestServer, until } from "./testing";

/**
 * Section H of the catalogue of attacks, by its numbers: paths, secrets and forms of webhooks. Signatures (T155), lists
 * of addresses (T156), smuggling (T157) and repeats (T158) have files of their own.
 */
let server: TestServer;
const hook = (path: string, more: object = {}, credentials = {}) => ({
  ...{ type: "webhook", credentials },
  params: { path, methods: ["POST"], respond: { is: "finished", status: 200, answer: "first" }, ...more },
});
const named = (name: string, path: string) =>
  draw(
    name,
    { hook: hook(path), who: { type: "editFields", params: { values: { is: "object", object: { who: name } } } } },
    "hook -> who",
  );

beforeAll(async () => {
  server = await startServer();
  await server.signUp();
});
afterAll(() => server.stop());
const oracles = watchOracles(() => server);

const raw = async (text: string) => {
  const answer = await askRaw(server.url, text);
  oracles.saw(answer);
  return answer;
};
const posted = async (path: string) => {
  const answer = await raw(
    `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
  );
  return { status: Number(answer.slice(9, 12)), who: /"who":"([^"]+)"/.exec(answer)?.[1] };
};

describe("T150 the path of a webhook", () => {
  it("leads to one workflow, in each spelling that is the same, and to none in others", async () => {
    await server.publish(named("Fixed", "shop/orders"));
    await server.publish(named("Any", "shop/:what"));
    for (const path of ["shop/orders", "shop/orders/", "shop/%6frders", "shop%2forders", "shop/orders?x=1"])
      expect([path, (await posted(`/webhook/${path}`)).who]).toEqual([path, "Fixed"]);
    for (const path of ["shop/Orders", "shop/orders%20", "shop/ORDERS", "shop/orders.", "shop/orders;x"])
      expect([path, (await posted(`/webhook/${path}`)).who]).toEqual([path, "Any"]);
    for (const path of [
      "shop",
      "shop/",
      "Shop/orders",
      "shop//orders",
      "shop/orders/x",
      "shop/../orders",
      "shop\\orders",
    ])
      expect([path, (await posted(`/webhook/${path}`)).status]).toEqual([path, expect.not.stringMatching(/^2/)]);
  });

  it.each(["shop/orders", "shop/:other", "/shop/orders/", "shop/orders/"])(
    "is not published twice: %s",
    async (path) => {
      const document = named("Second", path);
      const { id } = await server.mutate<{ id: string }>("workflows.create", { document });
      await expect(server.mutate("workflows.publish", { id, revision: 1 })).rejects.toThrow(/already belongs/);
      expect((await posted("/webhook/shop/orders")).who).toBe("Fixed");
    },
  );

  it.each(["a//b", "../x", "a/../b", "%2e%2e/x", "a b\n", ":x/:x", "", "a?b", "a#b", "\u0000"])(
    "is no odd one: %j",
    async (path) => {
      const { id } = await server.mutate<{ id: string }>("workflows.create", { document: named("Odd", path) });
      const published = await server.mutate("workflows.publish", { id, revision: 1 }).then(
        () => true,
        () => false,
      );
      // One that was taken is reached as it is written, and shadows nothing else.
      if (published) await server.mutate("workflows.unpublish", { id });
      expect((await posted("/webhook/shop/orders")).who).toBe("Fixed");
      expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    },
  );
});

describe("T151 the path of another webhook", () => {
  it("is free once that is gone, and answers to who published it since", async () => {
    const first = await server.publish(named("First", "taken"));
    await server.mutate("workflows.unpublish", { id: first });
    expect((await posted("/webhook/taken")).status).toBe(404);
    await server.publish(named("Next", "taken"));
    expect((await posted("/webhook/taken")).who).toBe("Next");
    await expect(server.mutate("workflows.publish", { id: first, revision: 1 })).rejects.toThrow("Next");
    expect((await posted("/webhook/taken")).who).toBe("Next");
  });

  it("is not that of its tests: a draft answers there only while somebody listens", async () => {
    await server.mutate("workflows.create", { document: named("Draft", "draft-only") });
    for (const path of ["/webhook/draft-only", "/webhook-test/draft-only", "/webhook-test/taken"])
      expect([path, (await posted(path)).status]).toEqual([path, 404]);
  });
});

describe("T149 the address of an execution that waits", () => {
  it("is good for that execution alone, in that form, and once", async () => {
    const resume = { is: "text", text: "={{ $execution.resumeUrl }} {{ $execution.resumeFormUrl ?? '' }}" };
    await server.publish(
      draw(
        "Waits",
        {
          hook: hook("waits", { respond: { is: "node" } }),
          answer: { type: "respondToWebhook", params: { answer: resume, status: 200 } },
          wait: { type: "wait", params: { until: { is: "call" } } },
        },
        "hook -> answer",
        "answer -> wait",
      ),
    );
    const urls = [await server.post("waits", {}), await server.post("waits", {})].map(
      ({ text }) => new URL(text.split(" ")[0] ?? "").pathname,
    );
    await until(
      async () => (await server.executions()).filter(({ status }) => status === "waiting").length >= 2 || undefined,
    );
    const [[, , id, token = ""] = [], [, , other] = []] = urls.map((url) => url.split("/"));
    for (const path of [
      ...[`/webhook-waiting/${other}/${token}`, `/webhook-waiting/${id}/${token.slice(0, -1)}`],
      ...[`/webhook-waiting/${id}/${token}x`, `/webhook-waiting/${id}/`, `/webhook-waiting/0${id}/${token}`],
      ...[
        `/webhook-waiting/${id}/${token.toUpperCase()}`,
        `/form-waiting/${id}/${token}`,
        `/webhook-waiting/${id}.0/${token}`,
      ],
      ...[
        `/webhook-waiting/${id}%20/${token}`,
        `/webhook-waiting/+${id}/${token}`,
        `/webhook-waiting/${id}/../${id}/${token}x`,
      ],
    ])
      expect([path, (await posted(path)).status]).toEqual([path, 404]);
    // What only looks at the address, such as a scanner of mail, is no answer.
    const looks: RequestInit[] = [
      { method: "HEAD" },
      { headers: { accept: "text/html,application/xhtml+xml,*/*;q=0.8" } },
      { headers: { "sec-purpose": "prefetch" } },
      { headers: { "x-purpose": "preview" } },
      { method: "OPTIONS" },
    ];
    for (const look of looks) {
      const page = await fetch(`${server.url}${urls[0]}`, look);
      expect(page.headers.get("content-security-policy")).toMatch(/^sandbox /);
      if (!look.method) expect(await page.text()).toContain('<form method="post">');
      expect((await server.execution(Number(id))).status).toBe("waiting");
    }
    const statuses = await Promise.all(Array.from({ length: 10 }, () => posted(urls[0] ?? "")));
    expect(statuses.filter(({ status }) => status < 300)).toHaveLength(1);
    expect((await server.execution(Number(other))).status).toBe("waiting");
    await server.mutate("executions.cancel", { id: Number(other) });
  });
});

describe("T153 T154 the secret of a webhook", () => {
  const secret = "a-secret-of-forty-letters-and-some-more-x";
  const body = '{"a":1}';
  const signature = (key: string) => `sha256=${createHmac("sha256", key).update(body).digest("hex")}`;
  /** How each is shown, and wrong ones: from the first letter, to the last, of another length. */
  const kinds: { [kind: string]: { header: string; right: string; wrong: string[] } } = {};
  const flip = (text: string, at: number) => text.slice(0, at) + (text[at] === "a" ? "b" : "a") + text.slice(at + 1);

  beforeAll(async () => {
    const store = async (type: string, values: JsonObject) =>
      (await server.mutate<{ id: string }>("credentials.create", { name: type, type, values })).id;
    const own = {
      header: { id: await store("http.header", { name: "X-Key", value: secret }), header: "x-key", right: secret },
      basic: {
        id: await store("http.basic", { user: "ann", password: secret }),
        ...{ header: "authorization", right: `Basic ${btoa(`ann:${secret}`)}` },
      },
      signature: {
        id: await store("signature.gitHub", { secret }),
        ...{ header: "x-hub-signature-256", right: signature(secret) },
      },
    };
    for (const [kind, { id, header, right }] of Object.entries(own)) {
      await server.publish(draw(kind, { hook: hook(`timed-${kind}`, {}, { auth: id }) }));
      const others = [flip(secret, 0), flip(secret, secret.length - 1), secret.slice(0, -1), `${secret}x`];
      const shown = (key: string) => (kind === "basic" ? `Basic ${btoa(`ann:${key}`)}` : key);
      const wrong =
        kind === "signature"
          ? [flip(right, 8), flip(right, right.length - 2), right.slice(0, -1), `${right}x`]
          : others.map(shown);
      kinds[kind] = { header, right, wrong: [...wrong, "", "x"] };
    }
  });
  const call = async (kind: string, value: string) => {
    const begun = performance.now();
    const answer = await fetch(`${server.url}/webhook/timed-${kind}`, {
      ...{ method: "POST", body },
      headers: { "content-type": "application/json", [kinds[kind]?.header ?? ""]: value },
    });
    await answer.arrayBuffer();
    return { status: answer.status, ms: performance.now() - begun };
  };

  it.each(["header", "basic", "signature"])("%s is told by neither answer nor time", async (kind) => {
    const { right = "", wrong = [] } = kinds[kind] ?? {};
    expect((await call(kind, right)).status).toBe(200);
    const times = wrong.map((): number[] => []);
    for (let round = 0; round < 30; round++)
      for (const [index, value] of wrong.entries()) {
        const { status, ms } = await call(kind, value);
        expect([value, status]).toEqual([
          value,
          value === "" ? expect.any(Number) : expect.toSatisfy((n) => n === 401 || n === 403),
        ]);
        times[index]?.push(ms);
      }
    const medians = times.slice(0, 4).map((list) => list.toSorted((a, b) => a - b)[15] ?? 0);
    // Far below what a comparison letter by letter could be told from over a network, far above the noise of a busy machine.
    expect(Math.max(...medians) - Math.min(...medians)).toBeLessThan(10);
  });

  it("is not the first of two, and not one with a space or without its letters", async () => {
    const head = (lines: string) =>
      `POST /webhook/timed-header HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: 0\r\n${lines}\r\n\r\n`;
    const statusOf = async (lines: string) => Number((await raw(head(lines))).slice(9, 12));
    expect(await statusOf(`X-KEY: ${secret}`)).toBe(200);
    for (const lines of [
      `X-Key: ${secret}\r\nX-Key: other`,
      `X-Key: other\r\nX-Key: ${secret}`,
      "X-Key:",
      `X-Key : ${secret}`,
    ])
      expect([lines, await statusOf(lines)]).toEqual([lines, expect.toSatisfy((status) => status >= 400)]);
  });
});

describe("T159 a form with odd parts", () => {
  const send = async (type: string, text: string) => {
    const answer = await fetch(`${server.url}/webhook/odd-form`, {
      method: "POST",
      body: text,
      headers: { "content-type": type },
    });
    return { status: answer.status, json: (await answer.json()) as JsonObject };
  };
  const part = (disposition: string, content = "x") =>
    `--b\r\ncontent-disposition: form-data; ${disposition}\r\n\r\n${content}\r\n`;
  const form = (...parts: string[]) => send("multipart/form-data; boundary=b", `${parts.join("")}--b--\r\n`);
  beforeAll(async () => void (await server.publish(draw("Odd form", { hook: hook("odd-form") }))));

  it.each([
    "multipart/form-data",
    "multipart/form-data; boundary=",
    `multipart/form-data; boundary=${"x".repeat(300)}`,
  ])("is refused with the type %s", async (type) => expect((await send(type, part('name="a"'))).status).toBe(400));

  it.each(["__proto__", "constructor", "prototype", "__proto__[polluted]", "a[__proto__][x]", "toString"])(
    "takes %s for a name, of a field and of a file",
    async (name) => {
      for (const disposition of [`name="${name}"`, `name="${name}"; filename="${name}"`]) {
        const { status, json } = await form(part(disposition), part('name="after"', "1"));
        expect([200, 400]).toContain(status);
        expect(json.polluted).toBeUndefined();
        if (status === 200) expect(json).toMatchObject({ body: { after: "1" } });
      }
    },
  );

  it("knows file names in their encodings, and no path among them", async () => {
    for (const [written, read] of [
      [`filename*=UTF-8''na%C3%AFve.txt`, "naïve.txt"],
      [`filename="../../a.txt"`, "a.txt"],
      [`filename="a.txt"; filename*=UTF-8''b.txt`, /^[ab]\.txt$/],
    ] as [string, string | RegExp][]) {
      expect((await form(part(`name="f"; ${written}`))).status, written).toBe(200);
      const [latest] = await server.executions();
      const { outputs } = await server.query<{ outputs: { main: Item[] } }>("executions.stepData", {
        id: latest?.id,
        step: 0,
      });
      const name = Object.values(outputs.main[0]?.binary ?? {})[0]?.name ?? "";
      if (typeof read === "string") expect(name).toBe(read);
      else expect(name).toMatch(read);
    }
  });

  it("has parts without a name, within parts, and after its end", async () => {
    const inner = "--b\r\ncontent-type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\nx\r\n--c--\r\n";
    for (const parts of [
      [inner],
      [part("")],
      ["--b\r\n\r\n\r\n"],
      [part('name="a"'), "--b--\r\n", part('name="late"')],
    ]) {
      const { status, json } = await form(...parts);
      expect([200, 400]).toContain(status);
      expect(JSON.stringify(json.body ?? {})).not.toContain("late");
    }
  });
});
