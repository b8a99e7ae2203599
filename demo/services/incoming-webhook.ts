import { type Service, startService } from "../service";

export type Message = { channel: string; text: string; at: number };
export type IncomingWebhook = Service & { messages: Message[]; urlOf(channel: string): string };

const token = "T0DEM0/B0DEM0/channels";

/** The incoming webhooks of a Slack workspace: an address for each channel, the answers are texts such as `ok`. */
export async function startIncomingWebhook(port = 0): Promise<IncomingWebhook> {
  const messages: Message[] = [];
  const service = await startService(
    {
      "POST /services/:team/:bot/:secret": ({ params, query, body }) => {
        if (`${params.team}/${params.bot}/${params.secret}` !== token) return { status: 403, text: "invalid_token" };
        const { text } = (typeof body === "object" ? body : {}) as { text?: unknown };
        if (typeof body !== "object") return { status: 400, text: "invalid_payload" };
        if (typeof text !== "string" || text === "") return { status: 400, text: "no_text" };
        messages.push({ channel: query.get("channel") ?? "", text, at: Date.now() });
        return { text: "ok" };
      },
    },
    port,
  );
  return { ...service, messages, urlOf: (channel) => `${service.url}/services/${token}?channel=${channel}` };
}
