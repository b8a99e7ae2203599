import { setTimeout as pause } from "node:timers/promises";
import { type Service, startService } from "../service";

export type Shipment = {
  id: string;
  reference: string;
  lines: { sku: string; quantity: number }[];
  tracking_number: string;
  tracking_url: string;
};
export type Carrier = Service & { shipments: Shipment[] };

/**
 * A carrier's API. A request with an `Idempotency-Key` that is known gets the shipment that was made for it; the same
 * key with another body is refused.
 */
export async function startCarrier(port = 0, workMs = 20): Promise<Carrier> {
  const shipments: Shipment[] = [];
  const byKey = new Map<string, { text: string; shipment: Shipment }>();
  const service = await startService(
    {
      "POST /v1/shipments": async ({ headers, body, text }) => {
        const key = String(headers["idempotency-key"] ?? "");
        const known = byKey.get(key);
        if (known && known.text !== text) {
          return { status: 422, json: { error: "This Idempotency-Key was used with another request" } };
        }
        if (known) return { json: known.shipment };
        const { reference = "", lines = [] } = body as Partial<Shipment>;
        if (!reference || lines.length === 0) {
          return { status: 400, json: { error: "A shipment needs a reference and at least one line" } };
        }
        const number = `IW${String(shipments.length + 1).padStart(9, "0")}DE`;
        const shipment = {
          ...{ id: `shp_${shipments.length + 1}`, reference, lines, tracking_number: number },
          tracking_url: `https://carrier.example.com/track/${number}`,
        };
        shipments.push(shipment);
        if (key) byKey.set(key, { text, shipment });
        // The label is printed while the caller waits.
        await pause(workMs);
        return { status: 201, json: shipment };
      },
      "GET /v1/shipments/:id": ({ params }) => {
        const shipment = shipments.find(({ id }) => id === params.id);
        return shipment ? { json: shipment } : { status: 404, json: { error: "There is no such shipment" } };
      },
    },
    port,
  );
  return { ...service, shipments };
}
