import { describe, expect, it } from "vitest";
import { reply, serviceHarness } from "@/nodes/sdk/api/fake-service.testing";

const issues = Array.from({ length: 230 }, (_, n) => ({ key: `SHOP-${n}` }));
const { go, last } = serviceHarness("core.jira", {
  credential: (url) => ["jira.account", { url, email: "ann@example.com", token: "t" }],
  allows: ({ headers }) => headers.authorization === `Basic ${Buffer.from("ann@example.com:t").toString("base64")}`,
  refusal: { errorMessages: ["Client must be authenticated to access this resource."], errors: {} },
  missing: { errorMessages: ["Issue does not exist or you do not have permission to see it."], errors: {} },
  routes: {
    "POST /rest/api/2/issue": ({ json }) => {
      const { issuetype } = json.fields as { issuetype: { name: string } };
      if (issuetype.name === "Tusk")
        return reply(400, { errorMessages: [], errors: { issuetype: "Specify a valid issue type" } });
      return reply(201, { id: "1", key: "SHOP-1" });
    },
    "GET /rest/api/2/search/jql": ({ query }) => {
      const from = Number(query.nextPageToken ?? 0);
      const to = from + Number(query.maxResults);
      return {
        issues: issues.slice(from, to),
        ...(to < issues.length ? { nextPageToken: String(to) } : { isLast: true }),
      };
    },
    "PUT /rest/api/2/issue/:issue": () => reply(204),
  },
});

describe("Jira", () => {
  it("creates and changes an issue", async () => {
    const { main } = await go("issue.create", {
      project: "SHOP",
      summary: "Bug",
      description: "x",
      priority: "High",
      labels: "a,b",
    });
    expect(main).toEqual([{ id: "1", key: "SHOP-1" }]);
    expect(last().json).toEqual({
      fields: {
        ...{ project: { key: "SHOP" }, issuetype: { name: "Task" }, summary: "Bug", description: "x" },
        ...{ priority: { name: "High" }, labels: ["a", "b"] },
      },
    });
    expect((await go("issue.update", { issue: "SHOP-1", summary: "Bug!" })).main).toEqual([{ success: true }]);
    expect(last().json).toEqual({ fields: { summary: "Bug!" } });
  });

  it("searches by JQL to the last page", async () => {
    expect((await go("issue.search", { jql: "project = SHOP", all: true })).main).toHaveLength(230);
  });

  it("quotes what a field says, and what is missing", async () => {
    const { error } = await go("issue.create", { project: "SHOP", summary: "Bug", kind: "Tusk" });
    expect(error?.message).toMatch(/400.*Specify a valid issue type/);
    expect((await go("issue.get", { issue: "X-1" })).error?.message).toMatch(/Issue does not exist/);
  });
});
