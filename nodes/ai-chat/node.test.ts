import { describe, expect, it } from "vitest";
import { reply, serviceHarness } from "@/nodes/sdk/api/fake-service.testing";

const { go, last, answer } = serviceHarness("core.aiChat", {
  credential: (url) => ["openai.key", { token: "sk-1", url: `${url}/v1` }],
  allows: ({ headers }) => headers.authorization === "Bearer sk-1",
  refusal: { error: { message: "Incorrect API key provided", type: "invalid_request_error", code: "invalid_api_key" } },
  routes: {
    "POST /v1/chat/completions": ({ json }) => {
      const messages = json.messages as { content: string }[];
      const content = json.response_format ? '{"mood":"good"}' : `You said: ${messages.at(-1)?.content}`;
      return {
        id: "c1",
        choices: [{ index: 0, message: { role: "assistant", content }, finish_reason: "stop" }],
        usage: { total_tokens: 9 },
      };
    },
    "POST /v1/embeddings": () => ({
      data: [{ index: 0, embedding: [0.1, 0.2] }],
      model: "e",
      usage: { total_tokens: 2 },
    }),
    "GET /v1/models": () => ({ object: "list", data: [{ id: "small" }, { id: "large" }] }),
  },
});

describe("AI Chat", () => {
  it("asks a question and has the answer at hand", async () => {
    const { main } = await go(
      "text.ask",
      { model: "small", prompt: "=Sum up {{ $json.text }}", system: "Be brief", temperature: "0" },
      [{ text: "this" }],
    );
    expect(last().json).toEqual({
      ...{ model: "small", temperature: 0 },
      messages: [
        { role: "system", content: "Be brief" },
        { role: "user", content: "Sum up this" },
      ],
    });
    expect(main).toMatchObject([{ text: "You said: Sum up this", usage: { total_tokens: 9 } }]);
  });

  it("asks for JSON and reads it", async () => {
    expect((await go("text.ask", { model: "small", prompt: "Mood?", format: "json" })).main).toMatchObject([
      { data: { mood: "good" } },
    ]);
    expect((await go("embedding.create", { text: "x" })).main).toMatchObject([{ embedding: [0.1, 0.2] }]);
    expect((await go("model.list")).main.map(({ id }) => id)).toEqual(["small", "large"]);
  });

  it("quotes the service when it has enough of it", async () => {
    answer({
      "POST /v1/chat/completions": () =>
        reply(400, { error: { message: "maximum context length is 8192 tokens", code: "context_length_exceeded" } }),
    });
    expect((await go("text.ask", { prompt: "x" })).error?.message).toMatch(
      /maximum context length is 8192 tokens: context_length_exceeded/,
    );
  });
});
