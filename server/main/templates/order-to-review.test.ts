import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Carrier, startCarrier } from "@/demo/services/carrier";
import { type ReviewSite, startReviewSite } from "@/demo/services/review-site";
import { openShop, type ShopOrder, sampleOrder, skus } from "@/demo/services/shop";
import { openSmtpServer } from "@/nodes/send-email/smtp-server.testing";
import { temporaryFolder } from "@/server/db/testing";
import { runTemplate, type TemplateRun, tryOut } from "./testing";

/** Two processes start anew on a machine that may have other work. */
const patient = { timeout: 90_000, interval: 100 };

const secret = "shpss_of_this_shop";
const inStock = 12;
const orders = Array.from({ length: 60 }, (_, n) => sampleOrder(n + 1));
/** One or more changes of every third order; of every sixth they come before the order itself. */
const isEarly = (n: number) => n % 6 === 0;
const changeOf = (order: ShopOrder, minutes: number, note: string) => ({
  ...order,
  note,
  updated_at: new Date(Date.parse(order.updated_at) + minutes * 60_000).toISOString(),
});

describe("the template Order to review", { timeout: 180_000 }, () => {
  const folder = temporaryFolder();
  const shop = openShop(secret);
  let carrier: Carrier;
  let website: ReviewSite;
  let ratings: ReviewSite;
  let smtp: Awaited<ReturnType<typeof openSmtpServer>>;
  let run: TemplateRun;
  let sent = 0;
  const address = (path: string) => `${run.server().url}/webhook/${path}`;
  const mailsTo = (subject: RegExp) => smtp.mails.filter(({ data }) => subject.test(data));

  beforeAll(async () => {
    carrier = await startCarrier();
    website = await startReviewSite();
    ratings = await startReviewSite();
    smtp = await openSmtpServer();
    const values = { host: "127.0.0.1", port: smtp.port, security: "none", user: "", password: "" };
    const mail = { slot: "smtp", type: "smtp", values };
    const signed = { slot: "auth", type: "signature.shopify", values: { secret } };
    run = await runTemplate(
      "order-to-review",
      {
        addresses: {
          "https://carrier.example.com": carrier.url,
          "https://website.example.com": website.url,
          "https://ratings.example.com": ratings.url,
        },
        credentials: {
          ...{ "The shop calls": signed, "A review arrives": signed },
          ...{ "Tell the customer": mail, "Ask for a review": mail, "Say that it takes longer": mail },
        },
        params: { "Two weeks later": { until: { is: "time", amount: 8, unit: "seconds" } } },
      },
      folder.path,
    );
    await run.insert(
      "Stock",
      skus.map((sku) => ({ sku, available: inStock })),
    );
  });
  afterAll(async () => {
    await run?.stop();
    smtp?.close();
    for (const service of [carrier, website, ratings]) await service?.close();
    folder.remove();
  });

  async function tell(topic: string, body: ShopOrder, more: { id?: string; secret?: string } = {}): Promise<number> {
    sent++;
    return shop.deliver(address("shop/orders"), { topic, body, ...more });
  }

  /** All that the shop says of an order: repeats, changes and here and there a forger. */
  async function sell(order: ShopOrder, n: number): Promise<void> {
    const id = `created-${order.id}`;
    const early = isEarly(n) ? [changeOf(order, 5, "Ring twice"), changeOf(order, 3, "Ring once")] : [];
    for (const change of early) expect(await tell("orders/updated", change)).toBe(200);
    expect(await tell("orders/create", order, { id })).toBe(200);
    if (n % 4 === 0) expect(await tell("orders/create", order, { id })).toBe(200);
    if (n % 5 === 0) expect(await tell("orders/create", order, { secret: "guessed" })).toBe(401);
    if (n % 3 === 0 && !isEarly(n)) {
      expect(await tell("orders/updated", changeOf(order, 9, "Leave it with the neighbour"))).toBe(200);
      expect(await tell("orders/updated", changeOf(order, 7, "An older thought"))).toBe(200);
    }
  }

  it("takes what the shop sends, while its worker and then main are killed", async () => {
    const all = orders.map((order, n) => ({ order, n }));
    await Promise.all(all.slice(0, 20).map(({ order, n }) => sell(order, n)));
    await expect.poll(() => carrier.shipments.length, patient).toBeGreaterThan(3);
    await run.killWorker();
    await Promise.all(all.slice(20, 40).map(({ order, n }) => sell(order, n)));
    await expect.poll(async () => (await run.statuses()).waiting ?? 0, patient).toBeGreaterThan(3);
    await run.killMain();
    await Promise.all(all.slice(40).map(({ order, n }) => sell(order, n)));
    expect(sent).toBeGreaterThan(125);
    await expect.poll(async () => (await run.rows("Orders")).length, patient).toBe(orders.length);
    await expect.poll(async () => Object.keys(await run.statuses()), patient).toEqual(["succeeded"]);
  });

  it("has each order once, and what could be sent in one parcel of each", async () => {
    const rows = await run.rows("Orders");
    expect(rows.map(({ order_id }) => order_id).toSorted()).toEqual(orders.map(({ id }) => String(id)));
    const references = carrier.shipments.map(({ reference }) => reference);
    expect(references).toHaveLength(new Set(references).size);
    const tracked = rows.filter(({ status }) => status === "shipped");
    expect(tracked.map(({ order_id }) => order_id).toSorted()).toEqual(references.toSorted());
    for (const { reference, tracking_number } of carrier.shipments) {
      expect(tracked.find(({ order_id }) => order_id === reference)?.tracking).toBe(tracking_number);
    }
  });

  it("has taken from the stock what it sent, never more than was there, and lists the rest", async () => {
    const stock = await run.rows("Stock");
    const late = await run.rows("Back-orders");
    const piecesOf = (lines: { sku?: unknown; quantity?: unknown }[], sku: string) =>
      lines.filter((line) => line.sku === sku).reduce((sum, { quantity }) => sum + Number(quantity), 0);
    const parcels = carrier.shipments.flatMap(({ lines }) => lines);
    const ordered = orders.flatMap(({ line_items }) => line_items);
    for (const sku of skus) {
      const left = Number(stock.find((row) => row.sku === sku)?.available);
      expect(left).toBeGreaterThanOrEqual(0);
      expect(piecesOf(parcels, sku) + left).toBe(inStock);
      expect(piecesOf(parcels, sku) + piecesOf(late, sku)).toBe(piecesOf(ordered, sku));
    }
    expect(late.length).toBeGreaterThan(10);
    const promised = new Set(mailsTo(/Subject: A part of your order/).flatMap(({ to }) => to));
    expect(promised).toContain("purchasing@example.com");
  });

  it("applies a change that came before its order, and no older one after a newer one", async () => {
    expect(await run.rows("Parked events")).toEqual([]);
    const notes = new Map((await run.rows("Orders")).map(({ order_id, note }) => [order_id, note]));
    for (const [n, { id }] of orders.entries()) {
      const expected = isEarly(n) ? "Ring twice" : n % 3 === 0 ? "Leave it with the neighbour" : "";
      expect(notes.get(String(id)) ?? "", `order ${n}`).toBe(expected);
    }
  });

  it("refuses calls with a wrong signature, and lists them with the reason", async () => {
    const { requests } = await run
      .server()
      .query<{ requests: { status: number }[] }>("webhookRequests.list", { result: "signature", limit: 200 });
    // Refused calls are written down each second: those of the last one went with main, which ended once.
    const forged = orders.filter((_, n) => n % 5 === 0).length;
    expect(requests.length).toBeGreaterThanOrEqual(forged - Math.ceil(forged / 3));
    expect(requests.length).toBeLessThanOrEqual(forged);
  });

  it("tells each customer of the parcel, and asks each for a review after the wait", async () => {
    const shipped = new Set(carrier.shipments.map(({ reference }) => reference));
    const customers = orders.filter(({ id }) => shipped.has(String(id))).map(({ email }) => email.toLowerCase());
    for (const subject of [/Subject: Your order/, /Subject: How do you like/]) {
      const told = new Set(mailsTo(subject).flatMap(({ to }) => to));
      expect([...told].toSorted()).toEqual(customers.toSorted());
    }
  });

  it("shows reviews in each place once, although one was down", async () => {
    ratings.setAway(true);
    const reviews = orders.slice(0, 10).map(({ id, customer }, n) => ({
      ...{ id: 7_000 + n, order_id: id, rating: 1 + (n % 5), title: "Fine mugs", body: "They arrived whole." },
      ...{ reviewer: { name: customer.first_name }, created_at: "2026-01-20T09:00:00Z" },
    }));
    for (const body of reviews) {
      const delivery = { topic: "reviews/create", body, id: `review-${body.id}` };
      for (let times = 0; times < 2; times++) expect(await shop.deliver(address("shop/reviews"), delivery)).toBe(200);
    }
    const ids = reviews.map(({ id }) => String(id));
    const shown = ({ reviews: all }: ReviewSite) => all.map(({ id }) => id).toSorted();
    await expect.poll(() => shown(website), patient).toEqual(ids);
    expect(shown(ratings)).toEqual([]);
    await run.killWorker();
    ratings.setAway(false);
    await expect.poll(() => shown(ratings), patient).toEqual(ids);
    await expect.poll(async () => Object.keys(await run.statuses()), patient).toEqual(["succeeded"]);
    expect(shown(website)).toEqual(ids);
    const rated = (await run.rows("Orders")).filter(({ rating }) => rating !== null);
    expect(rated).toHaveLength(reviews.length);
  });

  it("runs in the editor without any account, from the order and from the review", async () => {
    const sold = await tryOut(run.server(), "order-to-review", "The shop calls");
    expect(sold).toEqual(expect.arrayContaining(["Ask for a review", "Say that it takes longer"]));
    expect(await tryOut(run.server(), "order-to-review", "A review arrives")).toContain("Send it to each place");
  });

  it("finds everything that happened to an order by its id", async () => {
    const key = String(orders[0]?.id);
    const { executions } = await run.server().query<{ executions: unknown[] }>("executions.list", { key });
    // Two changes, the order itself, and its review.
    expect(executions).toHaveLength(4);
  });
});
