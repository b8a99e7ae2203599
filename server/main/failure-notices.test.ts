import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openSmtpServer } from "@/nodes/send-email/smtp-server.testing";
import { openStore } from "@/server/db/client";
import { temporaryFolder } from "@/server/db/testing";
import type { NoticeChannel, NoticeSettings } from "@/shared/notice-channel";
import { draw, startServer, type TestServer, until } from "./testing";

const env = { ISLEWIRE_EGRESS_ALLOW: "127.0.0.1" };
const failing = (path: string, settings: object = {}) => ({
  ...draw(
    `Orders ${path}`,
    {
      hook: { type: "webhook", params: { path, methods: ["POST"], respond: { is: "finished" } } },
      check: { type: "stopAndError", params: { message: "Sold out: @everyone" } },
    },
    "hook -> check",
  ),
  settings,
});

let server: TestServer;
let chat: Awaited<ReturnType<typeof openChat>>;
const folder = temporaryFolder();
beforeAll(async () => {
  chat = await openChat();
  server = await startServer({ env, dataFolder: folder.path });
  await server.signUp();
});
afterEach(() => {
  chat.texts.length = 0;
  chat.status = 200;
});
afterAll(async () => {
  await server.stop();
  await chat.close();
  folder.remove();
});

/** Where incoming webhooks of a chat arrive. */
async function openChat() {
  const texts: string[] = [];
  const state = { texts, status: 200, url: "", close: () => {} };
  const http = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on("data", (chunk: Buffer) => chunks.push(chunk));
    req.on("end", () => {
      texts.push((JSON.parse(Buffer.concat(chunks).toString()) as { text: string }).text);
      res.writeHead(state.status).end("ok");
    });
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  state.url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/hook`;
  state.close = () => void http.close();
  return state;
}

const credential = async (type: string, values: object) =>
  (await server.mutate<{ id: string }>("credentials.create", { name: type, type, values })).id;
const save = (settings: NoticeSettings, more: object = {}) =>
  server.mutate<{ id: string }>("notices.save", {
    ...{ name: settings.by, everyMinutes: 5, isDefault: true, settings },
    ...more,
  });
const slack = async (): Promise<NoticeSettings> => ({
  by: "slack",
  credentialId: await credential("chat.webhook", { url: chat.url }),
});
const channel = async (id: string) =>
  (await server.query<NoticeChannel[]>("notices.list")).find((one) => one.id === id);
/** What nobody was told of yet, of all causes together. */
const untold = () => read<number>("SELECT coalesce(sum(count), 0) FROM failure_notices");
function read<T>(sql: string): T {
  const store = openStore(server.data);
  try {
    return store.rawRead.prepare(sql).pluck().get() as T;
  } finally {
    store.close();
  }
}
/** As if the minutes of the channel were over. */
async function later() {
  const store = openStore(server.data);
  await store.commit(() => store.prepareWrite("UPDATE failure_notices SET told_at = told_at - 400000").run());
  await store.commit(() => store.prepareWrite("UPDATE notice_channels SET failed_at = failed_at - 400000").run());
  store.close();
}

describe("failure notifications", () => {
  it("tell of the first failure of a cause at once, then how many more there were, with the way to the execution", async () => {
    await save(await slack());
    await server.publish(failing("first"));
    await server.post("first", {});
    const [first = ""] = await until(() => (chat.texts.length > 0 ? chat.texts : undefined));
    const [last] = await server.executions();
    expect(first).toMatch(/^"Orders first" failed at "check"\n/);
    expect(first).toContain(`${server.url}/executions/${last?.id}?retry`);
    expect(first).not.toContain("@everyone");

    for (let n = 0; n < 3; n++) await server.post("first", {});
    await until(() => (untold() === 3 ? true : undefined));
    expect(chat.texts).toHaveLength(1);
    await later();
    const [, second = ""] = await until(() => (chat.texts.length > 1 ? chat.texts : undefined));
    expect(second).toMatch(/^"Orders first" failed 3 more times at "check"\n/);
    await until(() => (untold() === 0 ? true : undefined));
  });

  it("go to the channel of the workflow, or nowhere; runs from the editor tell nobody", async () => {
    await save(await slack());
    const smtp = await openSmtpServer({ refuse: () => false });
    const account = await credential("smtp", { host: "127.0.0.1", port: smtp.port, security: "none" });
    const mail: NoticeSettings = {
      by: "email",
      credentialId: account,
      from: "flows@example.com",
      to: "ann@example.com",
    };
    const { id } = await save(mail, { isDefault: false });
    await server.publish(failing("silent", { failureNotices: "off" }));
    await server.post("silent", {});
    await server.publish(failing("mail", { failureNotices: id }));
    const { id: tried } = await server.mutate<{ id: string }>("workflows.create", { document: failing("tried") });
    const run = { workflowId: tried, document: failing("tried"), startNode: "hook" };
    await server.finished((await server.mutate<{ id: number }>("executions.start", run)).id);
    await server.post("mail", {});
    const [message] = await until(() => (smtp.mails.length > 0 ? smtp.mails : undefined));
    expect(message?.to).toEqual(["ann@example.com"]);
    expect(message?.data).toMatch(/^Subject: .*Orders[ _]mail.*failed/m);
    await until(() => (untold() === 0 ? true : undefined));
    expect({ mails: smtp.mails.length, texts: chat.texts }).toEqual({ mails: 1, texts: [] });
    await smtp.close();
  });

  it("that are not taken are shown in the settings, start nothing, and are sent when they can be", async () => {
    const { id } = await save(await slack());
    await server.publish(failing("refused"));
    chat.status = 500;
    await server.post("refused", {});
    const { failure } = await until(async () => {
      const found = await channel(id);
      return found?.failure ? found : undefined;
    });
    expect(failure?.message).toContain("slack answered 500");
    const before = (await server.executions()).length;
    await server.post("refused", {});
    await until(() => (untold() === 2 ? true : undefined));
    expect({ texts: chat.texts.length, executions: (await server.executions()).length }).toEqual({
      ...{ texts: 1, executions: before + 1 },
    });
    chat.status = 200;
    await later();
    const [, sent = ""] = await until(() => (chat.texts.length > 1 ? chat.texts : undefined));
    expect(sent).toMatch(/^"Orders refused" failed 2 times at "check"\n/);
    await until(async () => ((await channel(id))?.failure === null ? true : undefined));
  });

  it("are sent after a start when the server was killed before", async () => {
    await save(await slack());
    await server.publish(failing("killed"));
    chat.status = 500;
    await server.post("killed", {});
    await until(() => (chat.texts.length > 0 ? true : undefined));
    await server.stop("SIGKILL");
    expect(untold()).toBe(1);
    await later();
    chat.texts.length = 0;
    chat.status = 200;
    server = await startServer({ env, dataFolder: folder.path });
    await server.signIn();
    const [sent = ""] = await until(() => (chat.texts.length > 0 ? chat.texts : undefined));
    expect(sent).toMatch(/^"Orders killed" failed at "check"\n/);
  });

  it("are tried out before they are saved, and say what is wrong", async () => {
    const settings = await slack();
    await server.mutate("notices.test", { settings });
    expect(chat.texts[0]).toContain("It is a test: nothing failed.");
    chat.status = 404;
    await expect(server.mutate("notices.test", { settings })).rejects.toThrow("slack answered 404");
    const gone: NoticeSettings = { by: "slack", credentialId: "gone" };
    await expect(server.mutate("notices.test", { settings: gone })).rejects.toThrow(/credential/i);
  });
});
