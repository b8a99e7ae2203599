import { describe, expect, it } from "vitest";
import { nodeHarness } from "@/nodes/testing";
import { requireCredentials, webhookTriggers } from "@/server/runs/triggers";
import { documentOf } from "@/server/services/testing";
import type { JsonObject } from "@/shared/item";

const { run } = nodeHarness();
const trigger = (params: JsonObject) =>
  webhookTriggers(documentOf({ hook: { type: "core.webhook", params } }))[0]?.webhook;

describe("Webhook", () => {
  it("hands on the call", async () => {
    expect((await run("core.webhook", { path: "x" }, [{ body: { a: 1 } }])).main).toEqual([{ body: { a: 1 } }]);
  });

  it("has an address without slashes around it", () => {
    expect(trigger({ path: "/orders/:id/" })).toMatchObject({
      path: "orders/:id",
      methods: ["POST"],
      respond: "accepted",
      status: 202,
      rawBody: false,
    });
  });

  it("answers as it is told", () => {
    expect(trigger({ path: "x", methods: ["GET", "PUT"], respond: { is: "finished", answer: "first" } })).toMatchObject(
      { methods: ["GET", "PUT"], respond: "finished", status: 200, answer: "first" },
    );
    expect(trigger({ path: "x", respond: { is: "accepted", text: "a", noBody: true } })?.text).toBeUndefined();
    expect(trigger({ path: "x", respond: { is: "node" }, rawBody: true })).toMatchObject({
      respond: "node",
      rawBody: true,
    });
    expect(trigger({ path: "x", methods: [] })?.methods).toEqual(["POST"]);
  });

  it("asks for a credential once it authenticates calls", () => {
    const hook = { type: "core.webhook", params: { path: "x", authentication: "jwt" } };
    const open = (credentials: { [slot: string]: string }) => documentOf({ hook: { ...hook, credentials } });
    const [found] = webhookTriggers(open({ auth: "c1" }));
    expect(found?.webhook).toMatchObject({ authentication: "jwt.key", credentialId: "c1" });
    expect(() => requireCredentials(open({ auth: "c1" }))).not.toThrow();
    expect(() => requireCredentials(open({}))).toThrow(/no credential is chosen/);
    expect(trigger({ path: "x" })?.authentication).toBeUndefined();
  });

  it("keeps lists of sites and addresses", () => {
    expect(trigger({ path: "x", origins: "https://A.example/, *", callers: " 10.0.0.0/8,, ::1" })).toMatchObject({
      origins: ["https://a.example", "*"],
      callers: ["10.0.0.0/8", "::1"],
    });
  });

  it.each([
    [{ path: "" }, /"hook": parameter "path" is required/],
    [{ path: "={{ 1 }}" }, /cannot be an expression/],
    [{ path: "x", methods: ["BREW"] }, /parameter "methods.0"/],
    [{ path: "x", respond: { is: "accepted", status: 99 } }, /parameter "respond.status"/],
  ])("%j is refused", (params, message) => {
    expect(() => trigger(params)).toThrow(message);
  });
});
