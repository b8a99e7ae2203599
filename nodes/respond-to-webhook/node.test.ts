import { jwtVerify } from "jose";
import { describe, expect, it } from "vitest";
import type { WebhookResponse } from "@/nodes/sdk";
import { nodeHarness } from "@/nodes/testing";
import { openFileStore } from "@/server/http/files";
import { documentOf } from "@/server/services/testing";
import { type Item, isJsonObject, type JsonObject } from "@/shared/item";

const { server, credential } = nodeHarness();
let paths = 0;

async function respond(
  params: JsonObject,
  items: Item[] = [{ json: { n: 1 } }, { json: { n: 2 } }],
  credentials?: { [slot: string]: string },
) {
  const path = `r${++paths}`;
  const document = documentOf(
    {
      hook: { type: "core.webhook", params: { path, respond: { is: "node" } } },
      answer: { type: "core.respondToWebhook", params, ...(credentials && { credentials }) },
    },
    "hook -> answer",
  );
  const workflowId = await server().add(document);
  const find = "SELECT published_version_id AS id FROM workflows WHERE id = ?";
  const { id: versionId } = server().store.rawRead.prepare(find).get(workflowId) as { id: number };
  const order = {
    workflowId,
    versionId,
    mode: "webhook",
    startNode: "hook",
    inputText: JSON.stringify(items),
  } as const;
  const answers: WebhookResponse[] = [];
  const id = await server().dispatcher.accept(order, { onRespond: (response) => void answers.push(response) });
  const detail = await server().until(id);
  return { answer: answers[0], answers, id, error: detail.errorInfo };
}

describe("Respond to Webhook answers", () => {
  it.each([
    [{ is: "items" }, { type: "json", value: [{ n: 1 }, { n: 2 }] }],
    [{ is: "first" }, { type: "json", value: { n: 1 } }],
    [
      { is: "json", value: { id: "={{ $json.n }}" } },
      { type: "json", value: { id: 1 } },
    ],
    [{ is: "none" }, { type: "none" }],
  ])("with %j", async (answer, body) => {
    expect((await respond({ answer })).answers).toEqual([{ status: 200, headers: [], body }]);
  });

  it("with text and its type, status and headers", async () => {
    const headers = [{ name: "x-a", value: "b" }];
    const { answer } = await respond({
      answer: { is: "text", text: "Hi", contentType: "text/csv" },
      status: 201,
      headers,
    });
    expect(answer).toEqual({
      status: 201,
      headers: [{ name: "content-type", value: "text/csv" }, ...headers],
      body: { type: "text", text: "Hi" },
    });
  });

  it("with a redirect", async () => {
    const redirect = { is: "redirect", url: "https://example.com" };
    const { answer } = await respond({ answer: redirect });
    expect(answer).toEqual({
      status: 302,
      headers: [{ name: "location", value: "https://example.com" }],
      body: { type: "none" },
    });
    expect((await respond({ answer: { ...redirect, code: 308 }, status: 201 })).answer?.status).toBe(308);
  });

  it.each([
    [{ is: "items" }, { a: { b: [{ n: 1 }, { n: 2 }] } }],
    [{ is: "first" }, { a: { b: { n: 1 } } }],
    [{ is: "json", value: "[1]" }, { a: { b: [1] } }],
  ])("with %j under a field", async (answer, value) => {
    expect((await respond({ answer, key: "a.b" })).answer?.body).toEqual({ type: "json", value });
  });

  it("with JSON that is written as text, or says that it is none", async () => {
    const json = (value: string) => respond({ answer: { is: "json", value } });
    expect((await json('={"n": {{ $json.n }} }')).answer?.body).toEqual({ type: "json", value: { n: 1 } });
    expect((await json("={{ 'no JSON' }}")).error).toMatchObject({ code: "RESPOND_JSON", param: "answer.value" });
  });

  it("with a signed token", async () => {
    const secret = "a secret of more than 32 characters";
    const key = await credential("jwt.key", { key: { is: "secret" }, secret, algorithm: "HS256" });
    const { answer } = await respond(
      { answer: { is: "jwt", claims: { sub: "={{ $json.n }}" } } },
      [{ json: { n: "ann" } }],
      { key },
    );
    const token =
      answer?.body.type === "json" && isJsonObject(answer.body.value) ? String(answer.body.value.token) : "";
    const { payload } = await jwtVerify(token, new TextEncoder().encode(secret));
    expect(payload).toMatchObject({ sub: "ann", iat: expect.any(Number) });
    expect((await respond({ answer: { is: "jwt", claims: {} } })).error?.code).toBe("CREDENTIAL_MISSING");
    expect((await respond({ answer: { is: "jwt", claims: [1] } }, undefined, { key })).error?.code).toBe("JWT_CLAIMS");
  });

  it("with a file, or says that there is none", async () => {
    const data = await openFileStore(server().ctx.dataFolder).write({ name: "a", mimeType: "text/plain" }, "x");
    expect((await respond({ answer: { is: "file" } }, [{ json: {}, binary: { data } }])).answer?.body).toEqual({
      type: "file",
      file: data,
    });
    const other = { json: {}, binary: { photo: data } };
    expect((await respond({ answer: { is: "file", field: "" } }, [other])).answer?.body).toMatchObject({ file: data });
    expect((await respond({ answer: { is: "file" } })).error?.message).toMatch(/no file "data"/);
    expect((await respond({ answer: { is: "file" } }, [other])).error?.hint).toMatch(/photo/);
  });

  it("and passes its items on", async () => {
    expect(server().output((await respond({})).id, "answer").main).toEqual([{ n: 1 }, { n: 2 }]);
  });
});
