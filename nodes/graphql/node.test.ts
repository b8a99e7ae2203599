import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nodeHarness } from "@/nodes/testing";
import { openTestHttp, type TestHttp } from "@/server/worker/testing";
import type { JsonObject } from "@/shared/item";

const { run, credential } = nodeHarness();
let http: TestHttp;
let token = "old";
beforeAll(async () => {
  http = await openTestHttp(({ url, headers }, response) => {
    if (url === "/token") {
      token = "new";
      return void response.end(JSON.stringify({ access_token: token, refresh_token: "r2" }));
    }
    if (url === "/guarded" && headers.authorization !== "Bearer new") {
      response.statusCode = 401;
      return void response.end(JSON.stringify({ errors: [{ message: "Unauthorized" }] }));
    }
    if (url === "/denied") response.statusCode = 401;
    const errors = url === "/wrong" || url === "/denied" ? [{ message: "no such field" }] : undefined;
    response.end(JSON.stringify(errors ? { errors } : { data: { foo: "bar" } }));
  });
});
afterAll(() => http.close());
const ask = (path: string, params: JsonObject = {}, node = {}) =>
  run("core.graphql", { url: `${http.url}${path}`, query: "query { foo }", ...params }, [{}], node);

describe("GraphQL", () => {
  it("sends query and variables, with the credential", async () => {
    const auth = await credential("http.bearer", { token: "t" });
    const { main } = await ask("/graphql", { variables: '{"a":1}', operation: "o" }, { credentials: { auth } });
    expect(main).toEqual([{ data: { foo: "bar" } }]);
    const call = http.calls.at(-1);
    expect(JSON.parse(call?.body ?? "")).toEqual({ query: "query { foo }", variables: { a: 1 }, operationName: "o" });
    expect(call?.headers.authorization).toBe("Bearer t");
  });

  it("sends it in other ways too", async () => {
    await ask("/graphql", { send: "text" });
    expect(http.calls.at(-1)).toMatchObject({ method: "POST", body: "query { foo }" });
    const { main } = await ask("/graphql", { send: "query", asText: true });
    expect(http.calls.at(-1)).toMatchObject({ method: "GET", url: "/graphql?query=query+%7B+foo+%7D" });
    expect(main).toEqual([{ data: '{"data":{"foo":"bar"}}' }]);
  });

  it("gets a new token when the old one has expired, and asks again", async () => {
    const auth = await credential("http.oauth2", {
      ...{ grant: "refreshToken", tokenUrl: `${http.url}/token`, clientId: "me", clientSecret: "s" },
      ...{ refreshToken: "r1", accessToken: token },
    });
    http.calls.length = 0;
    const { main } = await ask("/guarded", {}, { credentials: { auth } });
    expect([main, http.calls.map(({ url }) => url)]).toEqual([
      [{ data: { foo: "bar" } }],
      ["/guarded", "/token", "/guarded"],
    ]);
    expect(http.calls[1]?.body).toBe("grant_type=refresh_token&refresh_token=r1");
  });

  it("fails for errors in the answer", async () => {
    expect((await ask("/wrong")).error).toMatchObject({
      code: "GRAPHQL_ERROR",
      message: expect.stringMatching(/no such field/),
    });
    expect((await ask("/denied")).error?.code).toBe("HTTP_401");
    expect((await ask("/graphql", { variables: [1] })).error?.code).toBe("GRAPHQL_VARIABLES");
  });
});
