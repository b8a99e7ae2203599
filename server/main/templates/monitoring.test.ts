import { connect, createServer, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type IncomingWebhook, startIncomingWebhook } from "@/demo/services/incoming-webhook";
import { startWatched, startWatchedPort, type Watched, type WatchedPort } from "@/demo/services/watched";
import { temporaryFolder } from "@/server/db/testing";
import template from "@/server/services/templates/monitoring.json";
import incidentTemplate from "@/server/services/templates/monitoring-incident.json";
import type { JsonObject } from "@/shared/item";
import { workflowDocumentSchema } from "@/shared/workflow-schema";
import { runTemplate, type TemplateRun } from "./testing";

/** Two processes start anew on a machine that may have other work. */
const patient = { timeout: 90_000, interval: 100 };
const postgres = new URL(process.env.POSTGRES_URL ?? "postgres://postgres@127.0.0.1:5432/test");
const hasDatabase = await new Promise<boolean>((resolve) => {
  const socket = connect(Number(postgres.port) || 5432, postgres.hostname, () => resolve(socket.end() !== undefined));
  socket.once("error", () => resolve(false));
});
if (!hasDatabase && process.env.CI) throw new Error(`PostgreSQL does not answer at ${postgres.host}`);
const escalateSeconds = 6;

describe("the template Monitoring", { timeout: 240_000 }, () => {
  const folder = temporaryFolder();
  let watched: Watched;
  let mail: WatchedPort;
  let database: WatchedPort;
  let chat: IncomingWebhook;
  let run: TemplateRun;

  const told = (service: string, part: RegExp) =>
    chat.messages.filter(
      ({ channel, text }) => channel === "ops" && text.includes(` ${service} is`) && part.test(text),
    );
  const alerts = (service: string, person = "") =>
    told(service, /is down since/).filter(({ text }) => text.includes(person));
  const recoveries = (service: string) => told(service, /up again/);
  const incidents = async (service: string) =>
    (await run.rows("Incidents")).filter((row: JsonObject) => row.service === service);
  const openOnes = async (service: string) => (await incidents(service)).filter(({ open_key }) => open_key !== null);
  const watch = (...rows: JsonObject[]) => run.insert("Services to watch", rows);
  const web = (name: string) => ({ name, kind: "http", address: `${watched.url}/${name}/health` });
  /** So many more checks of a service are over. */
  const checked = async (name: string, count: number) => {
    const before = watched.checks[name] ?? 0;
    await expect.poll(() => (watched.checks[name] ?? 0) - before, patient).toBeGreaterThanOrEqual(count);
  };

  beforeAll(async () => {
    watched = await startWatched();
    mail = await startWatchedPort();
    database = await startDatabasePort();
    chat = await startIncomingWebhook();
    const webhook = (channel: string) => ({
      ...{ slot: "account", type: "chat.webhook", values: { url: chat.urlOf(channel) } },
    });
    run = await runTemplate(
      "monitoring",
      {
        credentials: {
          Alert: webhook("ops"),
          "Say that it is up again": webhook("ops"),
          "Say that nobody answers": webhook("ops"),
          "Send it": webhook("digest"),
          "Ask the database": {
            ...{ slot: "database", type: "database.postgres" },
            values: {
              ...{ host: "127.0.0.1", port: database.port, database: postgres.pathname.slice(1) },
              ...{ user: postgres.username, password: postgres.password, tls: "none" },
            },
          },
        },
        params: {
          "Every 30 seconds": { rules: [{ when: { is: "seconds", every: 1 } }] },
          "Wait for an acknowledgement": { limitHours: escalateSeconds / 3_600 },
          "Daily at 8": { rules: [{ when: { is: "seconds", every: 5 } }] },
        },
      },
      folder.path,
    );
  });
  afterAll(async () => {
    await run?.stop();
    for (const service of [watched, mail, database, chat]) await service?.close();
    folder.remove();
  });

  it("shows the whole flow in the editor without any account, and changes nothing", async () => {
    const { status, outputs } = await run.tryOut(workflowDocumentSchema.parse(template), "every");
    expect(status).toBe("succeeded");
    expect(outputs["Alert and escalate"]?.main).toMatchObject([{ service: "Shop", problem: "It answered 503" }]);
    expect(outputs["Tell of the recovery"]?.main).toMatchObject([{ service: "Mail server", state: "closed" }]);
    const incident = await run.tryOut(workflowDocumentSchema.parse(incidentTemplate), "call");
    expect(incident.status).toBe("succeeded");
    expect(incident.outputs.Acknowledged?.main).toMatchObject([{ state: "acknowledged", acknowledged_by: "Ada" }]);
    expect(await run.rows("Incidents")).toEqual([]);
    expect(chat.messages.filter(({ channel }) => channel === "ops")).toEqual([]);
  });

  it("alerts nobody of checks that fail now and then", async () => {
    watched.plan.Blip = Array.from({ length: 60 }, (_, n) => (n % 4 === 2 ? "down" : "up"));
    await watch(
      ...[web("Blip"), web("Shop"), { name: "Mail", kind: "tcp", address: "127.0.0.1", port: mail.port }],
      ...(hasDatabase ? [{ name: "Orders", kind: "sql" }] : []),
    );
    await checked("Blip", 12);
    expect(await run.rows("Incidents")).toEqual([]);
    expect(chat.messages.filter(({ channel }) => channel === "ops")).toEqual([]);
  });

  it("opens one incident for each service, and tells each person once, although worker and main are killed", async () => {
    const down = ["Shop", "Mail", ...(hasDatabase ? ["Orders"] : [])];
    watched.down.add("Shop");
    await checked("Shop", 1);
    await run.killWorker();
    await mail.close();
    await database.close();
    for (const service of down) await expect.poll(() => alerts(service, "<@U0001>").length, patient).toBe(1);
    await run.killMain();

    for (const service of down) {
      await expect.poll(() => alerts(service, "<@U0002>").length, patient).toBe(1);
      expect(await openOnes(service)).toHaveLength(1);
    }
    // The link of the first message still works.
    const [first] = alerts("Shop", "<@U0001>");
    await acknowledge(first?.text ?? "", "Olive");
    await expect.poll(async () => (await openOnes("Shop"))[0]?.state, patient).toBe("acknowledged");
    await expect.poll(() => told("Mail", /nobody has acknowledged/).length, patient).toBe(1);

    expect(await incidents("Shop")).toMatchObject([{ problem: "It answered 503", acknowledged_by: "Olive", level: 2 }]);
    expect(await incidents("Mail")).toMatchObject([{ state: "open", level: 3, acknowledged_at: null }]);
    expect(alerts("Shop")).toHaveLength(2);
    expect(["<@U0001>", "<@U0002>", "<!channel>"].map((person) => alerts("Mail", person).length)).toEqual([1, 1, 1]);
    expect(told("Shop", /nobody has acknowledged/)).toEqual([]);
  });

  it("tells once of each recovery, and closes the incident", async () => {
    watched.down.delete("Shop");
    await mail.open();
    await database.open();
    for (const service of ["Shop", "Mail", ...(hasDatabase ? ["Orders"] : [])]) {
      await expect.poll(() => recoveries(service).length, patient).toBe(1);
      expect(await incidents(service)).toMatchObject([
        { state: "closed", open_key: null, closed_at: expect.stringMatching(/^\d{4}-/) },
      ]);
    }
    await checked("Shop", 3);
    expect(recoveries("Shop")).toHaveLength(1);
  });

  it("keeps a service that flaps down, in one incident, without more alerts", async () => {
    await watch(web("Flapper"));
    watched.plan.Flapper = Array.from({ length: 100 }, (_, n) => (n % 5 < 3 ? "down" : "up"));
    await expect.poll(async () => (await incidents("Flapper")).length, patient).toBe(2);
    await checked("Flapper", 12);
    expect((await incidents("Flapper")).map(({ state }) => state)).toEqual(["closed", "open"]);
    expect(alerts("Flapper", "<@U0001>")).toHaveLength(2);
    expect(recoveries("Flapper")).toHaveLength(1);
  });

  it("alerts nobody else for the checks that failed now and then meanwhile, and sums the day up", async () => {
    await expect
      .poll(() => chat.messages.findLast(({ channel }) => channel === "digest")?.text, patient)
      .toMatch(/^\d incidents in the last 24 hours\n(.*\n)*• Shop: down for \d min \(It answered 503\)/);
    expect(await incidents("Blip")).toEqual([]);
    await run.unpublish();
    const wrong = async (id?: string) =>
      Object.keys(await run.statuses(id)).filter((one) => !["succeeded", "running", "waiting", "queued"].includes(one));
    expect((await wrong()).filter((status) => status !== "cancelled")).toEqual([]);
    expect(await wrong(run.workflowNamed("Monitoring: incident"))).toEqual([]);
  });

  async function acknowledge(message: string, by: string) {
    const link = new URL(/Acknowledge: (\S+)/.exec(message)?.[1] ?? "");
    const answer = await run.server().request(link.pathname + link.search, {
      method: "POST",
      body: new URLSearchParams({ by, "islewire-decision": "approve" }),
    });
    expect(answer.status).toBe(200);
  }
});

/** The real database, at a port that can be closed. */
async function startDatabasePort(): Promise<WatchedPort> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const there = connect(Number(postgres.port) || 5432, postgres.hostname);
    for (const one of [socket, there]) sockets.add(one.on("error", () => {}).once("close", () => sockets.delete(one)));
    socket.pipe(there).pipe(socket);
  });
  const open = (port: number) => new Promise<void>((resolve) => void server.listen(port, "127.0.0.1", resolve));
  await open(0);
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    port,
    open: () => open(port),
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => void server.close(() => resolve()));
    },
  };
}
