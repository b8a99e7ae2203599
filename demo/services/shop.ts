import { createHmac, randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";

export type ShopOrder = {
  id: number;
  name: string;
  email: string;
  total_price: string;
  note: string;
  updated_at: string;
  customer: { first_name: string };
  shipping_address: { name: string; address1: string; zip: string; city: string; country_code: string };
  line_items: { id: number; sku: string; quantity: number; price: string }[];
};

type Delivery = { topic: string; body: unknown; id?: string; secret?: string };

const pausesMs = [250, 500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000];

/**
 * A shop that tells of its orders the way Shopify does: signed over the bytes of the body, with an id by which a repeated
 * call is known, and sent again, later and later, until somebody takes it or refuses it for good.
 */
export function openShop(secret: string) {
  return {
    /** Answers the last status; 0 when nobody was there to the end. */
    async deliver(url: string, { topic, body, id = randomUUID(), secret: key = secret }: Delivery): Promise<number> {
      const text = JSON.stringify(body);
      const headers = {
        "content-type": "application/json",
        "x-shopify-topic": topic,
        "x-shopify-hmac-sha256": createHmac("sha256", key).update(text).digest("base64"),
        "x-shopify-shop-domain": "mugs-and-more.example.com",
        "x-shopify-api-version": "2026-01",
        "x-shopify-webhook-id": id,
        "x-shopify-triggered-at": new Date().toISOString(),
      };
      let status = 0;
      for (const pauseMs of pausesMs) {
        const answer = await fetch(url, { method: "POST", body: text, headers }).catch(() => undefined);
        await answer?.arrayBuffer().catch(() => undefined);
        status = answer?.status ?? 0;
        if (answer && status < 500) return status;
        await pause(pauseMs);
      }
      return status;
    },
  };
}

const names = ["Ada", "Grace", "Alan", "Edsger", "Barbara", "Donald", "Radia", "Ken"];
export const skus = ["MUG-BLUE", "MUG-RED", "TEA-GREEN", "TEA-BLACK"];

/** One or two lines, of one to three pieces each. */
export function sampleOrder(n: number): ShopOrder {
  const name = names[n % names.length] ?? "Ada";
  const line = (index: number, quantity: number) => ({
    ...{ id: n * 10 + index, sku: skus[(n + index) % skus.length] ?? "", quantity, price: "19.90" },
  });
  const lines = n % 3 === 0 ? [line(0, 1 + (n % 2)), line(1, 1)] : [line(0, 1 + (n % 3))];
  return {
    ...{ id: 450_789_000 + n, name: `#${1000 + n}`, email: `${name}.${n}@Example.com`, note: "" },
    total_price: (lines.reduce((sum, { quantity }) => sum + quantity, 0) * 19.9).toFixed(2),
    updated_at: new Date(Date.parse("2026-01-01T09:00:00Z") + n * 60_000).toISOString(),
    customer: { first_name: name },
    shipping_address: { name, address1: `${n} Engine Street`, zip: "10115", city: "Berlin", country_code: "DE" },
    line_items: lines,
  };
}
