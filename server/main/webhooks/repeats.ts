import type { WebhookTrigger } from "@/nodes/sdk/define-node";
import { getPath } from "@/nodes/sdk/paths";
import { intakeKey, type Once } from "@/server/runs/intake-keys";
import { type Item, isJsonObject } from "@/shared/item";

const dayMs = 86_400_000;

type Call = { nodeId: string; path: string; item: Item; body: Buffer | undefined };

/** How the event of a call is known again. `undefined`: it does not say which one it is, or each call starts anew. */
export function onceOf({ repeats, respond }: WebhookTrigger, call: Call): Once | undefined {
  const event = repeats && eventOf(repeats, call);
  if (!event) return undefined;
  const forMs = repeats.days * dayMs;
  return { key: intakeKey(call.nodeId, repeats.by, ...event), forMs, triesFailedAgain: respond !== "accepted" };
}

function eventOf(repeats: NonNullable<WebhookTrigger["repeats"]>, { item, path, body }: Call): string[] | undefined {
  switch (repeats.by) {
    case "header": {
      const headers = isJsonObject(item.json.headers ?? null) ? item.json.headers : {};
      const id = repeats.names.map((name) => getPath(headers ?? {}, name)).find(Boolean);
      return id ? [String(id)] : undefined;
    }
    case "field": {
      const id = getPath(item.json.body ?? null, repeats.path);
      return id === undefined || id === null || id === "" ? undefined : [JSON.stringify(id)];
    }
    case "body":
      return body && [path, body.toString("latin1")];
  }
}
