import { setTimeout as pause } from "node:timers/promises";
import { type Answer, type Service, startService } from "../service";

export const sourceNames = ["north", "harbour", "mill", "union", "castle", "field"] as const;
export type SourceName = (typeof sourceNames)[number];

/** `slow`: no answer for a minute; `failing`: 500; `html`: a page in place of data, with status 200. */
export type Mood = "well" | "slow" | "failing" | "html";

export type PriceSources = Service & {
  /** Beginning of the addresses of a source. */
  urlOf(source: SourceName): string;
  moods: { [source in SourceName]: Mood };
  /** By article; what each source asks differs by some cents. */
  prices: { [sku: string]: number };
  /** Milliseconds that each answer takes. */
  delayMs: number;
};

type Offer = { sku: string; name: string; price: number };

const names: { [sku: string]: string } = { "A-100": "Kettle", "B-200": "Toaster", "C-300": "Lamp", "D-400": "Fan" };

/** Six shops, each with an API of its own shape. */
export async function startPriceSources(port = 0): Promise<PriceSources> {
  const moods = Object.fromEntries(sourceNames.map((name) => [name, "well"])) as PriceSources["moods"];
  const state = { delayMs: 0, prices: { "A-100": 24, "B-200": 39, "C-300": 17, "D-400": 55 } };
  const closing = new AbortController();

  const offersOf = (source: SourceName): Offer[] =>
    Object.entries(state.prices).map(([sku, price]) => ({
      ...{ sku, name: names[sku] ?? sku },
      price: Math.round(price * 100 + sourceNames.indexOf(source) * 10) / 100,
    }));
  const answering = (source: SourceName, shape: (offers: Offer[]) => Answer) => async (): Promise<Answer> => {
    const mood = moods[source];
    await pause(mood === "slow" ? 60_000 : state.delayMs, undefined, { signal: closing.signal }).catch(() => {});
    if (mood === "failing") return { status: 500, json: { error: "The database of the shop does not answer" } };
    if (mood === "html")
      return { headers: { "content-type": "text/html" }, text: "<!doctype html><h1>Down for maintenance</h1>" };
    return shape(offersOf(source));
  };

  const service = await startService(
    {
      "GET /north/v1/products": answering("north", (offers) => ({
        json: { items: offers.map(({ sku, name, price }) => ({ sku, title: name, price })) },
      })),
      "GET /harbour/prices.json": answering("harbour", (offers) => ({
        json: offers.map(({ sku, name, price }) => ({ article: sku, label: name, cents: Math.round(price * 100) })),
      })),
      "GET /mill/catalogue": answering("mill", (offers) => ({
        json: { products: Object.fromEntries(offers.map(({ sku, name, price }) => [sku, { name, eur: price }])) },
      })),
      "GET /union/api/offers": answering("union", (offers) => ({
        json: { results: offers.map(({ sku, name, price }) => ({ code: sku, name, amount: price.toFixed(2) })) },
      })),
      "GET /castle/export.csv": answering("castle", (offers) => ({
        headers: { "content-type": "text/csv" },
        text: ["sku;name;price", ...offers.map(({ sku, name, price }) => `${sku};${name};${price.toFixed(2)}`)].join(
          "\n",
        ),
      })),
      "GET /field/offers": answering("field", (offers) => ({
        json: {
          offers: offers.map(({ sku, name, price }) => ({ id: sku, name, price: { value: price, currency: "EUR" } })),
        },
      })),
    },
    port,
  );
  return Object.assign(state, {
    ...service,
    moods,
    urlOf: (source: SourceName) => `${service.url}/${source}`,
    close() {
      closing.abort();
      return service.close();
    },
  });
}
