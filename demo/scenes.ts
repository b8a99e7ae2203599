import { join } from "node:path";
import Database from "better-sqlite3";
import { type Mail, openSmtpServer } from "@/nodes/send-email/smtp-server.testing";
import type { WorkflowDocument } from "@/shared/workflow";
import type { Client } from "./client";
import type { Setting } from "./fill-in";
import { startBlog } from "./services/blog";
import { startCarrier } from "./services/carrier";
import { startCms } from "./services/cms";
import { startCrm } from "./services/crm";
import { startIncomingWebhook } from "./services/incoming-webhook";
import { sourceNames, startPriceSources } from "./services/price-sources";
import { startReviewSite } from "./services/review-site";
import { searchKey, startSearch } from "./services/search";
import { openShop, sampleOrder, skus } from "./services/shop";
import { socialPassword, socialToken, startSocial } from "./services/social";
import { startWatched } from "./services/watched";

export type Scene = {
  /** Of the workflow in the demo. */
  name: string;
  /** What there is to see. */
  shows: string;
  template: string;
  setting: Setting;
  change?(document: WorkflowDocument): WorkflowDocument;
  prepare?(client: Client): Promise<void>;
  /** Something that starts the workflow, for the n-th time. Absent: it starts by its own schedule. */
  happens?(n: number): Promise<void>;
  everyMs: number;
};

/** The same at each start: workflows of an earlier one know the addresses. */
const port = (number: number) => Number(process.env.PORT ?? "5870") + 100 + number;

/** Starts the services of all scenes. `url`: of Islewire. */
export async function openScenes(url: string, filesFolder: string): Promise<Scene[]> {
  const smtp = await openSmtpServer({ port: port(0) });
  const values = { host: "127.0.0.1", port: smtp.port, security: "none", user: "", password: "" };
  const mail = { slot: "smtp", type: "smtp", values };
  return [
    await dataSync(filesFolder),
    await formToCrm(url, mail),
    await priceOverview(),
    await monitoring(),
    await orderToReview(url, mail),
    await publishToSocial(url, smtp.mails, mail),
    await cmsPublish(url),
  ];
}

type Given = NonNullable<Setting["credentials"]>[string];

async function dataSync(filesFolder: string): Promise<Scene> {
  const crm = await startCrm(2_000, port(1));
  const file = new Database(join(filesFolder, "customers.db"));
  file.exec(
    "CREATE TABLE IF NOT EXISTS customers (id INTEGER PRIMARY KEY, name TEXT, email TEXT, country TEXT, updated_at TEXT)",
  );
  file.close();
  return {
    name: "Demo: data sync",
    shows: `2,000 customers are copied to ${join(filesFolder, "customers.db")}, then each change; the table "Refused customers" lists the rest`,
    template: "data-sync",
    setting: {
      addresses: { "https://crm.example.com": crm.url },
      params: { "Every 15 minutes": { rules: [{ when: { is: "seconds", every: 10 } }] } },
    },
    // A file in place of a database server: the form of the two nodes is the same.
    change: (document) => ({
      ...document,
      nodes: document.nodes.map((node) =>
        node.type === "core.postgres"
          ? {
              ...node,
              type: "core.sqlite",
              name: "Write to a SQLite file",
              params: { ...node.params, file: "customers.db" },
            }
          : node,
      ),
    }),
    everyMs: 7_000,
    happens: async (n) => crm.change({ id: 1 + (n % 500), name: `Renamed for the ${n}th time` }),
  };
}

async function formToCrm(url: string, mail: Given): Promise<Scene> {
  const crm = await startCrm(3, port(2));
  const form = `${url}/form/contact`;
  return {
    name: "Demo: form to CRM",
    shows: `Fill the form in yourself: ${form}`,
    template: "form-to-crm",
    setting: {
      addresses: { "https://crm.example.com": crm.url },
      credentials: { "Confirm to the customer": mail, "Tell the salesperson": mail },
    },
    everyMs: 20_000,
    async happens(n) {
      const page = await (await fetch(form)).text();
      const token = /name="islewire-token" value="([^"]+)"/.exec(page)?.[1] ?? "";
      const person = { name: `Visitor ${n}`, email: `visitor${n}@example.com`, country: n % 3 ? "DE" : "US" };
      const body = new URLSearchParams({ ...person, size: "1-49", message: "Hello!", "islewire-token": token });
      await fetch(form, { method: "POST", body });
    },
  };
}

async function priceOverview(): Promise<Scene> {
  const sources = await startPriceSources(port(3));
  const auth = { slot: "auth", type: "http.header", values: { name: "X-API-Key", value: "demo" } };
  return {
    name: "Demo: price overview",
    shows: "Six shops side by side, served at /data/prices: curl -H 'x-api-key: demo' …/data/prices?format=csv",
    template: "price-overview",
    setting: {
      addresses: Object.fromEntries(sourceNames.map((name) => [`https://${name}.example.com`, sources.urlOf(name)])),
      credentials: {
        "Serve at /data/prices": auth,
        "Serve at /data/prices/sources": auth,
        "Somebody asks for fresh prices": auth,
      },
      params: { "Every 5 minutes": { rules: [{ when: { is: "seconds", every: 30 } }] } },
    },
    everyMs: 0,
  };
}

async function monitoring(): Promise<Scene> {
  const [watched, chat] = await Promise.all([startWatched(port(4)), startIncomingWebhook(port(5))]);
  const account = { slot: "account", type: "chat.webhook", values: { url: chat.urlOf("operations") } };
  const local = { host: "127.0.0.1", port: 5432, database: "demo", user: "demo", password: "demo", tls: "none" };
  let told = 0;
  return {
    name: "Demo: monitoring",
    shows:
      "A shop that goes down every three minutes; the table Incidents fills, and what the chat was told is written here",
    template: "monitoring",
    setting: {
      credentials: {
        ...{ Alert: account, "Say that it is up again": account, "Say that nobody answers": account },
        "Send it": account,
        // Not asked: no service of the demo is a database.
        "Ask the database": { slot: "database", type: "database.postgres", values: local },
      },
      params: {
        "Every 30 seconds": { rules: [{ when: { is: "seconds", every: 5 } }] },
        "Wait for an acknowledgement": { limitHours: 0.5 / 60 },
        // Down every three minutes would count as flapping.
        "Up, suspect or down?": {
          how: { is: "health", ok: "={{ $json.check.ok }}", failures: 3, window: 5, successes: 2, flaps: 0 },
        },
      },
    },
    async prepare(client) {
      const tables = await client.query<{ id: number; name: string }[]>("tables.list");
      const rows = ["Shop", "Warehouse"].map((name) => ({
        ...{ name, kind: "http", address: `${watched.url}/${name}/health` },
      }));
      await client.mutate("tables.insertRows", {
        ...{ table: tables.find(({ name }) => name === "Services to watch")?.id, rows },
      });
    },
    everyMs: 5_000,
    async happens(n) {
      if (n % 36 === 6) watched.down.add("Shop");
      if (n % 36 === 26) watched.down.delete("Shop");
      for (const { text } of chat.messages.slice(told)) process.stdout.write(`Chat: ${text}\n`);
      told = chat.messages.length;
    },
  };
}

async function publishToSocial(url: string, mails: readonly Mail[], mail: Given): Promise<Scene> {
  const [social, blog] = await Promise.all([startSocial(port(6)), startBlog(port(7))]);
  const account = (type: string, values: object) => ({ slot: "account", type, values });
  const told = new Set<Mail>();
  return {
    name: "Demo: publish to social media",
    shows: "An article every minute waits for your approval: its link is written here",
    template: "publish-to-social",
    setting: {
      addresses: { "https://blog.example.com": blog.url },
      credentials: {
        "Send the link to the editor": mail,
        "Post to Mastodon": account("mastodon.token", { url: social.url, token: socialToken }),
        "Post to Bluesky": account("bluesky.account", {
          ...{ url: social.url, identifier: "isle.example", password: socialPassword, session: "" },
        }),
        "Post to Telegram": account("telegram.bot", { token: socialToken, baseUrl: social.url }),
        "Post to Slack": account("slack.token", { token: socialToken, url: `${social.url}/api` }),
      },
    },
    everyMs: 60_000,
    async happens(n) {
      const id = `${Date.now()}`;
      const article = {
        id,
        title: `Island news ${n}`,
        url: `https://islands.example/articles/${id}`,
        summary: "A new bridge.",
      };
      await fetch(`${url}/webhook/article-published`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(article),
      });
      await new Promise((done) => setTimeout(done, 5_000));
      for (const one of mails) {
        const link = /http\S+\/form-waiting\/\S+/.exec(one.data.replaceAll("=\n", "").replaceAll("=3D", "="))?.[0];
        if (link && !told.has(one)) process.stdout.write(`To approve: ${link}\n`);
        told.add(one);
      }
    },
  };
}

async function cmsPublish(url: string): Promise<Scene> {
  const [cms, search, social] = await Promise.all([startCms(port(8)), startSearch(port(9)), startSocial(port(10))]);
  const account = { slot: "auth", type: "http.bearer", values: { token: "cms-t0k" } };
  const index = { slot: "account", type: "meilisearch.key", values: { url: search.url, token: searchKey } };
  cms.hook = `${url}/webhook/cms-entry`;
  return {
    name: "Demo: CMS publish",
    shows: "Entries are saved in bursts; one run of each burst writes a summary, and the search index follows the CMS",
    template: "cms-publish",
    setting: {
      addresses: { "https://cms.example.com": cms.url },
      credentials: {
        ...{ "Fetch the entry": account, "Write the summary back": account },
        ...{ "Put it into the index": index, "Take it out of the index": index },
        "Tell it on Mastodon": {
          ...{ slot: "account", type: "mastodon.token", values: { url: social.url, token: socialToken } },
        },
      },
    },
    everyMs: 40_000,
    async happens(n) {
      const id = `entry-${n % 5}`;
      for (let save = 1; save <= 4; save++) {
        const body = `<p>This is save ${save} of visit ${n}. It tells of islands, and of the bridges between them.</p>`;
        cms.save(id, { status: n % 7 === 6 ? "draft" : "published", title: `Entry ${n % 5}, visit ${n}`, body });
        await new Promise((done) => setTimeout(done, 500));
      }
    },
  };
}

async function orderToReview(url: string, mail: Given): Promise<Scene> {
  const secret = "the secret of the demo's shop";
  const shop = openShop(secret);
  const [carrier, website, ratings] = [
    await startCarrier(port(11)),
    await startReviewSite(port(12)),
    await startReviewSite(port(13)),
  ];
  const signed = { slot: "auth", type: "signature.shopify", values: { secret } };
  return {
    name: "Demo: order to review",
    shows:
      "A signed order now and then; the tables Stock and Orders fill, and what there is not enough of goes to Back-orders",
    template: "order-to-review",
    setting: {
      addresses: {
        "https://carrier.example.com": carrier.url,
        "https://website.example.com": website.url,
        "https://ratings.example.com": ratings.url,
      },
      credentials: {
        ...{ "The shop calls": signed, "A review arrives": signed },
        ...{ "Tell the customer": mail, "Ask for a review": mail, "Say that it takes longer": mail },
      },
      params: { "Two weeks later": { until: { is: "time", amount: 1, unit: "minutes" } } },
    },
    async prepare(client) {
      const tables = await client.query<{ id: number; name: string }[]>("tables.list");
      const table = tables.find(({ name }) => name === "Stock")?.id;
      await client.mutate("tables.insertRows", { table, rows: skus.map((sku) => ({ sku, available: 40 })) });
    },
    everyMs: 15_000,
    async happens(n) {
      const order = sampleOrder(Math.floor(Date.now() / 1000) % 1_000_000);
      await shop.deliver(`${url}/webhook/shop/orders`, { topic: "orders/create", body: order });
      if (n % 4 === 0) {
        const body = { ...order, note: "Ring twice", updated_at: new Date().toISOString() };
        await shop.deliver(`${url}/webhook/shop/orders`, { topic: "orders/updated", body });
      }
    },
  };
}
