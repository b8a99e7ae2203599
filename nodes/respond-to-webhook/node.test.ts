import { describe, expect, it } from "vitest";
import type { WebhookResponse } from "@/nodes/sdk";
import { nodeHarness } from "@/nodes/testing";
import { openFileStore } from "@/server/http/files";
import { documentOf } from "@/server/services/testing";
import type { Item, JsonObject } from "@/shared/item";

const { server } = nodeHarness();
let paths = 0;

async function respond(params: JsonObject, items: Item[] = [{ json: { n: 1 } }, { json: { n: 2 } }]) {
  const path = `r${++paths}`;
  const document = documentOf(
    {
      hook: { type: "core.webhook", params: { path, respond: { is: "node" } } },
      answer: { type: "core.respondToWebhook", params },
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
    const { answer } = await respond({ answer: { is: "redirect", url: "https://example.com" } });
    expect(answer).toEqual({
      status: 302,
      headers: [{ name: "location", value: "https://example.com" }],
      body: { type: "none" },
    });
  });

  it("with a file, or says that there is none", async () => {
    const data = await openFileStore(server().ctx.dataFolder).write({ name: "a", mimeType: "text/plain" }, "x");
    expect((await respond({ answer: { is: "file" } }, [{ json: {}, binary: { data } }])).answer?.body).toEqual({
      type: "file",
      file: data,
    });
    expect((await respond({ answer: { is: "file" } })).error?.message).toMatch(/no file "data"/);
  });

  it("and passes its items on", async () => {
    expect(server().output((await respond({})).id, "answer").main).toEqual([{ n: 1 }, { n: 2 }]);
  });
});
