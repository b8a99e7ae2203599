import { type Service, startService } from "../service";

export type LanguageModel = Service & {
  /** Questions that were answered. */
  asked: string[];
  /** Refuses the next questions, as a service without room does. */
  fail(times: number): void;
};

export const modelKey = "sk-t0k";

/** A service with OpenAI's chat API. It answers with the beginning of what it is asked about. */
export async function startLanguageModel(port = 0): Promise<LanguageModel> {
  const asked: string[] = [];
  let failures = 0;
  const service = await startService(
    {
      "GET /v1/models": () => ({ json: { object: "list", data: [{ id: "gpt-4o-mini", object: "model" }] } }),
      "POST /v1/chat/completions": ({ headers, body }) => {
        if (headers.authorization !== `Bearer ${modelKey}`) {
          return { status: 401, json: { error: { message: "Incorrect API key provided", code: "invalid_api_key" } } };
        }
        if (failures-- > 0) {
          return { status: 500, json: { error: { message: "The server had an error", type: "server_error" } } };
        }
        const { model, messages } = body as { model: string; messages: { role: string; content: string }[] };
        const question = messages.at(-1)?.content ?? "";
        asked.push(question);
        const content = `In short: ${question.replace(/\s+/g, " ").slice(0, 120)}`;
        return {
          json: {
            ...{ id: `chatcmpl-${asked.length}`, object: "chat.completion", created: 1_700_000_000, model },
            choices: [{ index: 0, message: { role: "assistant", content }, finish_reason: "stop" }],
            usage: { prompt_tokens: 100, completion_tokens: 30, total_tokens: 130 },
          },
        };
      },
    },
    port,
  );
  return {
    ...{ ...service, asked },
    fail(times) {
      failures = times;
    },
  };
}
