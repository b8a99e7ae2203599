import { describe, expect, it } from "vitest";
import { reply, serviceHarness } from "@/nodes/sdk/api/fake-service.testing";

const { go, last, sent } = serviceHarness("core.gitlab", {
  credential: (url) => ["gitlab.token", { token: "glpat", url }],
  allows: ({ headers }) => headers["private-token"] === "glpat",
  refusal: { message: "401 Unauthorized" },
  missing: { message: "404 Project Not Found" },
  routes: {
    "POST /api/v4/projects/:project/issues": ({ json }) =>
      json.title === "bad" ? reply(400, { message: { title: ["is too long"] } }) : reply(201, { iid: 1, ...json }),
    "GET /api/v4/projects/:project/issues": ({ query, headers, path }) => {
      const page = Number(query.page ?? 1);
      const issues = Array.from({ length: page < 3 ? 100 : 20 }, (_, n) => ({ iid: n }));
      const next = `<http://${headers.host}${path}?page=${page + 1}&per_page=100>; rel="next"`;
      return reply(200, issues, (page < 3 ? { link: next } : {}) as { [name: string]: string });
    },
    "GET /api/v4/projects/:project/repository/files/:path": ({ at }) => ({
      ...{ file_path: at.path, encoding: "base64", content: Buffer.from("Grüße").toString("base64") },
    }),
    "POST /api/v4/projects/:project/pipeline": ({ json }) => reply(201, { id: 9, ...json }),
  },
});
const project = "group/shop";

describe("GitLab", () => {
  it("creates an issue in a project that is named by its path", async () => {
    const { main } = await go("issue.create", { project, title: "Bug", body: "Text", labels: "a,b" });
    expect(sent()).toEqual(["POST /api/v4/projects/group%2Fshop/issues"]);
    expect(main).toEqual([{ iid: 1, title: "Bug", description: "Text", labels: "a,b" }]);
    expect((await go("issue.create", { project, title: "bad" })).error?.message).toMatch(/is too long/);
  });

  it("reads issues by the Link header", async () => {
    expect((await go("issue.list", { project, all: true })).main).toHaveLength(220);
  });

  it("reads a file as text and starts a pipeline", async () => {
    expect((await go("file.get", { project, path: "docs/a.md", ref: "main" })).main).toMatchObject([
      { file_path: "docs/a.md", text: "Grüße" },
    ]);
    await go("pipeline.start", { project, ref: "main", variables: { ENV: "test" } });
    expect(last().json).toEqual({ ref: "main", variables: [{ key: "ENV", value: "test" }] });
  });
});
