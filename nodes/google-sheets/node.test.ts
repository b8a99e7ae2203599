import { describe, expect, it } from "vitest";
import { reply, serviceHarness } from "@/nodes/sdk/api/fake-service.testing";

const { go, last } = serviceHarness("core.googleSheets", {
  credential: (url) => [
    "http.oauth2",
    {
      grant: "refreshToken",
      tokenUrl: `${url}/token`,
      clientId: "c",
      clientSecret: "s",
      refreshToken: "r",
      accessToken: "old",
    },
  ],
  params: (server) => ({ server }),
  allows: ({ path, headers }) => path === "/token" || headers.authorization === "Bearer fresh",
  refusal: {
    error: { code: 401, message: "Request had invalid authentication credentials.", status: "UNAUTHENTICATED" },
  },
  missing: { error: { code: 404, message: "Requested entity was not found.", status: "NOT_FOUND" } },
  routes: {
    "POST /token": () => ({ access_token: "fresh", expires_in: 3599 }),
    "GET /v4/spreadsheets/:sheet/values/:range": ({ at }) => ({
      range: `${at.range}!A3:C6`,
      values: [["Name", "Age", ""], ["Ann", "42"], [], ["Bob", "", "x"]],
    }),
    "POST /v4/spreadsheets/:sheet/values/Orders!A:B:append": ({ json, query }) =>
      query.valueInputOption ? { updates: { updatedRows: (json.values as []).length } } : reply(400, {}),
  },
});

describe("Google Sheets", () => {
  it("reads rows as objects, with a token that is renewed on the way", async () => {
    expect((await go("row.read", { sheet: "1abc", range: "Orders", all: true })).main).toEqual([
      { row_number: 4, Name: "Ann", Age: "42", column3: "" },
      { row_number: 5, Name: "", Age: "", column3: "" },
      { row_number: 6, Name: "Bob", Age: "", column3: "x" },
    ]);
  });

  it("appends rows", async () => {
    const { main } = await go(
      "row.append",
      { sheet: "1abc", range: "Orders!A:B", values: "={{ [[$json.name, 7]] }}" },
      [{ name: "Ann" }],
    );
    expect(main).toEqual([{ updates: { updatedRows: 1 } }]);
    expect(last().json).toEqual({ values: [["Ann", 7]] });
  });

  it("says what was not found", async () => {
    expect((await go("spreadsheet.get", { sheet: "x" })).error?.message).toMatch(/404.*NOT_FOUND: Requested entity/);
  });
});
