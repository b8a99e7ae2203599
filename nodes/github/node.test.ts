import { describe, expect, it } from "vitest";
import { reply, serviceHarness } from "@/nodes/sdk/api/fake-service.testing";
import { lookUpOptions } from "@/server/services/lookups";

const issues = Array.from({ length: 230 }, (_, n) => ({ number: n + 1, title: `Issue ${n + 1}` }));
const github = serviceHarness("core.github", {
  credential: (url) => ["github.token", { token: "ghp_1", url }],
  allows: ({ headers }) => headers.authorization === "Bearer ghp_1" && headers["x-github-api-version"] !== undefined,
  refusal: { message: "Bad credentials", documentation_url: "https://docs.github.com/rest" },
  missing: { message: "Not Found", documentation_url: "https://docs.github.com/rest" },
  routes: {
    "POST /repos/:owner/:repo/issues": ({ json }) =>
      json.title === "bad"
        ? reply(422, { message: "Validation Failed", errors: [{ field: "title", code: "invalid" }] })
        : reply(201, { number: 1, ...json }),
    "GET /repos/:owner/:repo/issues": ({ query, headers, path }) => {
      const page = Number(query.page ?? 1);
      const size = Number(query.per_page ?? 30);
      const next = `<http://${headers.host}${path}?per_page=${size}&page=${page + 1}>; rel="next"`;
      const link = page * size < issues.length ? { link: `${next}, <x>; rel="last"` } : {};
      return reply(200, issues.slice((page - 1) * size, page * size), link as { [name: string]: string });
    },
    "GET /repos/:owner/:repo/contents/docs/:file": ({ at }) => ({
      ...{ name: at.file, sha: "abc", encoding: "base64" },
      content: Buffer.from("Grüße").toString("base64"),
    }),
    "PUT /repos/:owner/:repo/contents/:file": ({ json }) => reply(201, { content: { sha: "n" }, got: json }),
    "POST /repos/:owner/:repo/actions/workflows/:id/dispatches": () => reply(204),
    "GET /search/issues": () => ({ total_count: 1, items: [{ number: 5 }] }),
    "GET /user/repos": () => [{ name: "hello", full_name: "octocat/hello" }],
  },
});
const { go, last } = github;
const at = { owner: "octocat", repo: "hello" };

describe("GitHub", () => {
  it("creates an issue with labels", async () => {
    const { main } = await go("issue.create", { ...at, title: "Bug", body: "Text", labels: "bug, urgent" });
    expect(main).toEqual([{ number: 1, title: "Bug", body: "Text", labels: ["bug", "urgent"] }]);
    expect(last().headers).toMatchObject({ accept: "application/vnd.github+json" });
  });

  it("reads issues by the Link header, all or so many", async () => {
    expect((await go("issue.list", { ...at, all: true })).main).toHaveLength(230);
    expect(github.calls).toHaveLength(3);
    expect((await go("issue.list", { ...at, limit: 120, state: "closed" })).main).toHaveLength(120);
    expect((await go("issue.search", { query: "bug" })).main).toEqual([{ number: 5 }]);
  });

  it("reads and writes files as text", async () => {
    const { main } = await go("file.get", { ...at, path: "docs/read me.md" });
    expect(main).toEqual([expect.objectContaining({ name: "read me.md", text: "Grüße" })]);
    await go("file.write", { ...at, path: "a.txt", text: "Grüße", message: "Write", sha: "abc" });
    expect(last().json).toEqual({ message: "Write", sha: "abc", content: Buffer.from("Grüße").toString("base64") });
  });

  it("starts a workflow", async () => {
    const values = { ...at, workflow: "ci.yml", ref: "main", inputs: { env: "test" } };
    expect((await go("workflow.dispatch", values)).main).toEqual([{ success: true }]);
    expect(last().json).toEqual({ ref: "main", inputs: { env: "test" } });
  });

  it("quotes what was not valid, item by item", async () => {
    const { json } = await go("issue.create", { ...at, title: "={{ $json.t }}" }, [{ t: "bad" }, { t: "good" }], {
      onError: "branch",
    });
    expect(json.error?.[0]?.error).toMatch(/422.*Validation Failed: \[\{"field":"title"/);
    expect(json.main).toEqual([{ number: 1, title: "good" }]);
  });

  it("waits for the limit of requests when that is near, and says so when it is not", async () => {
    const limited = (seconds: number) => () =>
      github.calls.length > 1
        ? { items: [] }
        : reply(
            403,
            { message: "API rate limit exceeded" },
            { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(Math.floor(Date.now() / 1000) + seconds) },
          );
    github.answer({ "GET /search/issues": limited(1) });
    expect((await go("issue.search", { query: "x" })).status).toBe("succeeded");
    github.calls.length = 0;
    github.answer({ "GET /search/issues": limited(1800) });
    expect((await go("issue.search", { query: "x" })).error?.message).toMatch(/asks to wait 1[78]\d\d s/);
  });

  it("offers the repositories there are", async () => {
    const question = {
      type: "core.github",
      lookup: "repositories",
      params: {},
      credentials: { account: github.account() },
    };
    expect((await lookUpOptions(github.server().ctx, question)).options).toEqual([
      { value: "hello", label: "octocat/hello" },
    ]);
  });
});
