import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { nodeHarness } from "@/nodes/testing";
import { openFileStore } from "@/server/http/files";
import { scheduleTriggers } from "@/server/runs/triggers";
import { documentOf } from "@/server/services/testing";
import type { FileRef, JsonObject } from "@/shared/item";
import { openImapServer } from "./imap-server.testing";

const { server, run, credential } = nodeHarness();
type Imap = Awaited<ReturnType<typeof openImapServer>>;
const opened: Imap[] = [];
const open = async (options: Parameters<typeof openImapServer>[0] = {}) => {
  opened.push(await openImapServer(options));
  return opened.at(-1) as Imap;
};
let imap: Imap;
beforeEach(async () => {
  imap = await open();
});
afterAll(() => {
  for (const one of opened) one.close();
});

const pem = readFileSync(new URL("../http-request/self-signed.pem", import.meta.url));
const lines = (...all: string[]) => all.join("\r\n");
const mail = (subject: string, body = "Hello") =>
  lines("From: Ann <ann@example.com>", "To: shop@example.com", `Subject: ${subject}`, "", body);
const account = (values: JsonObject = {}) =>
  credential("imap", {
    ...{ host: "127.0.0.1", port: imap.port, security: "none", user: "shop", password: "s3cret" },
    ...values,
  });
const tryOut = async (params: JsonObject = {}, values: JsonObject = {}) =>
  run("core.imapTrigger", params, [{}], { credentials: { imap: await account(values) } });

async function publish(params: JsonObject = {}): Promise<string> {
  const credentials = { imap: await account() };
  return server().add(documentOf({ mail: { type: "core.imapTrigger", params, credentials } }));
}

/** The subjects one look finds; undefined when the execution left no trace. */
async function look(workflow: string): Promise<unknown> {
  const { ctx, ended, until, output, store } = server();
  const [row] = store.rawRead.prepare("SELECT published_version_id AS id FROM workflows WHERE id = ?").all(workflow);
  const { id: versionId } = row as { id: number };
  const id = await ctx.dispatcher.accept({
    ...{ workflowId: workflow, versionId, mode: "schedule", startNode: "mail" },
    inputText: '[{"json":{}}]',
  });
  while (!ended.has(id)) await new Promise((resolve) => setTimeout(resolve, 5));
  if (!store.rawRead.prepare("SELECT 1 FROM executions WHERE id = ?").get(id)) return undefined;
  const { status, errorInfo } = await until(id);
  return status === "failed" ? errorInfo?.message : output(id, "mail").main?.map(({ subject }) => subject);
}

describe("Email Trigger (IMAP)", () => {
  it("hands on each message that arrives from now on, once, and marks it by the next look", async () => {
    imap.put(mail("old"));
    const workflow = await publish();
    expect(await look(workflow)).toBeUndefined();
    imap.put(mail("a"));
    imap.put(mail("b"));
    expect(await look(workflow)).toEqual(["a", "b"]);
    expect(imap.seen()).toEqual([]);
    expect(await look(workflow)).toBeUndefined();
    expect(imap.seen()).toEqual([2, 3]);
    imap.put(mail("c"));
    imap.put(mail("read elsewhere"), { seen: true });
    expect(await look(workflow)).toEqual(["c"]);
    expect(await look(workflow)).toBeUndefined();
    expect(imap.seen()).toEqual([2, 3, 4, 5]);
  });

  it("takes those already there, in portions, without a mark where none is wanted", async () => {
    for (let number = 1; number <= 60; number++) imap.put(mail(`n${number}`));
    const workflow = await publish({ take: "existing", after: "nothing" });
    expect(await look(workflow)).toHaveLength(50);
    expect(await look(workflow)).toEqual(Array.from({ length: 10 }, (_, index) => `n${index + 51}`));
    expect(await look(workflow)).toBeUndefined();
    expect(imap.seen()).toEqual([]);
  });

  it("asks anew each time where only the mark tells what is new", async () => {
    imap.put(mail("a"));
    const workflow = await publish({ take: "found" });
    expect(await look(workflow)).toEqual(["a"]);
    expect(await look(workflow)).toBeUndefined();
    const [message] = imap.box.messages;
    if (message) message.seen = false;
    expect(await look(workflow)).toEqual(["a"]);
  });

  it("starts over when the server numbers the mailbox anew", async () => {
    const workflow = await publish();
    await look(workflow);
    imap.put(mail("a"));
    await look(workflow);
    Object.assign(imap.box, { validity: 2, messages: [], nextUid: 1 });
    imap.put(mail("a"));
    expect(await look(workflow)).toBeUndefined();
    expect(imap.seen()).toEqual([]);
    imap.put(mail("b"));
    expect(await look(workflow)).toEqual(["b"]);
  });

  it("misses nothing when a look fails, and marks later what could not be marked", async () => {
    const workflow = await publish();
    await look(workflow);
    imap.put(mail("a"));
    expect(await look(workflow)).toEqual(["a"]);
    imap.put(mail("b"));
    imap.box.readOnly = true;
    expect(await look(workflow)).toMatch(/did not let the messages be marked as read/);
    imap.box.readOnly = false;
    expect(await look(workflow)).toEqual(["b"]);
    expect(imap.seen()).toEqual([1]);
  });

  it("searches as n8n writes it, and refuses what it does not know", async () => {
    imap.put(mail("Order 1"));
    imap.put(mail("Order 2"), { flagged: true });
    imap.put(mail("Holiday"), { flagged: true });
    const found = async (search: string) => (await tryOut({ search })).main.map(({ subject }) => subject);
    expect(await found('["UNSEEN", ["SUBJECT", "order"]]')).toEqual(["Order 2"]);
    expect(await found('["FLAGGED", ["!SUBJECT", "order"]]')).toEqual(["Holiday"]);
    expect(await found("")).toEqual(["Holiday"]);
    const failing = async (search: string) => (await tryOut({ search })).error?.message;
    expect(await failing("UNSEEN")).toMatch(/not JSON/);
    expect(await failing('["BIGGER"]')).toMatch(/knows no "BIGGER"/);
    expect(await failing('["FROM"]')).toMatch(/takes a value/);
    expect(await failing('[["SINCE", "some day"]]')).toMatch(/needs a day/);
    expect(await failing('[["__proto__", "x"]]')).toMatch(/knows no/);
    expect(await failing('[["ON", "2026-01-31"]]')).toMatch(/refused the search/);
  });

  it("gives the newest message when tried out, and changes nothing", async () => {
    imap.put(mail("a"));
    imap.put(mail("b"));
    for (const _ of [1, 2]) expect((await tryOut()).main).toMatchObject([{ subject: "b" }]);
    expect(imap.box.commands.some((command) => command.startsWith("UID STORE"))).toBe(false);
  });

  it("looks when its rules say", () => {
    const document = documentOf({ mail: { type: "core.imapTrigger", params: {} } });
    expect(scheduleTriggers(document)[0]).toMatchObject({ rules: [{ everyMs: 300_000 }], isPoll: true });
  });
});

const withFiles = lines(
  "From: =?utf-8?q?Ann=C3=A9?= <ann@example.com>",
  "To: Shop <shop@example.com>, team: a@example.com, b@example.com;",
  "Subject: =?utf-8?b?w5xiZXI=?=",
  "Date: Tue, 24 Nov 2026 10:00:00 +0000",
  "Message-ID: <1@example.com>",
  "X-Own: yes",
  "__proto__: evil",
  "Content-Type: multipart/mixed; boundary=x",
  "",
  "--x",
  "Content-Type: multipart/alternative; boundary=y",
  "",
  "--y",
  "Content-Type: text/plain; charset=iso-8859-1",
  "Content-Transfer-Encoding: quoted-printable",
  "",
  "Gr=FC=DFe",
  "--y",
  "Content-Type: text/html",
  "",
  "<b>Hi</b><img src=cid:logo>",
  "--y--",
  "--x",
  "Content-Type: image/png",
  "Content-ID: <logo>",
  "Content-Disposition: inline; filename=logo.png",
  "Content-Transfer-Encoding: base64",
  "",
  "aW1n",
  "--x",
  "Content-Type: text/csv",
  "Content-Disposition: attachment; filename=../../a.csv",
  "",
  "a,b",
  "--x--",
);

describe("a message", () => {
  const contents = (file: FileRef | undefined) =>
    file && text(openFileStore(server().ctx.dataFolder).read(file)).then((said) => said.trim());

  it("comes with its texts and headers, and with attached files when asked for", async () => {
    imap.put(withFiles);
    const { main } = await tryOut();
    expect(main).toEqual([
      {
        from: "Anné <ann@example.com>",
        to: "Shop <shop@example.com>, team: a@example.com, b@example.com;",
        subject: "Über",
        date: "Tue, 24 Nov 2026 10:00:00 +0000",
        textPlain: "Grüße\n",
        textHtml: "<b>Hi</b><img src=cid:logo>\n",
        metadata: { "message-id": "<1@example.com>", "x-own": "yes", "content-type": "multipart/mixed; boundary=x" },
        attributes: { uid: 1 },
      },
    ]);
    const { items } = await tryOut({ format: { is: "simple", attachments: true, prefix: "file" } });
    const binary = items.main?.[0]?.binary ?? {};
    expect(Object.keys(binary)).toEqual(["file0"]);
    expect(await contents(binary.file0)).toBe("a,b");
  });

  it("comes taken apart, with all its files", async () => {
    imap.put(withFiles);
    const { items } = await tryOut({ format: { is: "resolved", prefix: "attachment_" } });
    const [item] = items.main ?? [];
    expect(item?.json).toMatchObject({
      subject: "Über",
      from: { value: [{ name: "Anné", address: "ann@example.com" }], text: "Anné <ann@example.com>" },
      to: { value: [{ address: "shop@example.com" }, { address: "a@example.com" }, { address: "b@example.com" }] },
      headers: { "x-own": "X-Own: yes" },
      messageId: "<1@example.com>",
      attributes: { uid: 1 },
    });
    expect(Object.entries(item?.binary ?? {}).map(([name, { mimeType }]) => [name, mimeType])).toEqual([
      ["attachment_0", "image/png"],
      ["attachment_1", "text/csv"],
    ]);
    expect(await contents(item?.binary?.attachment_0)).toBe("img");
  });

  it("comes as it is", async () => {
    imap.put(mail("x", "line one\r\nline two"));
    expect((await tryOut({ format: { is: "raw" } })).main).toMatchObject([{ raw: "line one\r\nline two" }]);
  });

  it("too large or too deep gives its headers and says so, and does not hold up the others", async () => {
    const workflow = await publish();
    await look(workflow);
    imap.put(mail("large"), { size: 30 * 1024 * 1024 });
    imap.put(mail("lying about its size", "x".repeat(26 * 1024 * 1024)), { size: 10 });
    const deep = Array.from({ length: 300 }, (_, depth) =>
      lines(`Content-Type: multipart/mixed; boundary=b${depth}`, "", `--b${depth}`),
    );
    imap.put(lines("Subject: deep", deep.join("\r\n")));
    imap.put(lines("Subject: bomb", ...Array.from({ length: 60_000 }, (_, n) => `X-${n}: ${"y".repeat(20)}`), "", "z"));
    imap.put(mail("fine"));
    expect(await look(workflow)).toEqual(["large", "lying about its size", "deep", "bomb", "fine"]);
    expect((await tryOut({ search: '[["SUBJECT", "lying"]]' })).main).toMatchObject([
      { error: expect.stringContaining("larger than the limit of 25 MB"), attributes: { uid: 2 } },
    ]);
    expect((await tryOut({ search: '[["SUBJECT", "deep"]]' })).main).toMatchObject([
      { error: expect.stringContaining("cannot be read") },
    ]);
  });

  it("of very many parts or lines is read in good time, or not at all", async () => {
    const part = "--p\r\nContent-Type: text/csv\r\n\r\na\r\n";
    const many = (count: number) =>
      `Subject: many\r\nContent-Type: multipart/mixed; boundary=p\r\n\r\n${part.repeat(count)}--p--\r\n`;
    const began = Date.now();
    imap.put(many(3_000));
    const { items } = await tryOut({ format: { is: "resolved" } });
    expect(Object.keys(items.main?.[0]?.binary ?? {})).toHaveLength(100);
    imap.put(many(50_000));
    imap.put(lines("Subject: lines", "Content-Type: text/plain; format=flowed", "", "a \r\n".repeat(6_000_000)));
    for (const subject of ["many", "lines"]) {
      const { main } = await tryOut({ search: `[["SUBJECT", "${subject}"]]` });
      expect(main).toMatchObject([{ subject, error: expect.stringContaining("cannot be read") }]);
    }
    expect(Date.now() - began).toBeLessThan(20_000);
  });
});

describe("the mail server", () => {
  it("is reached by TLS from the start, or after STARTTLS", async () => {
    for (const security of ["tls", "starttls"] as const) {
      const secured = await open({ security, pem });
      secured.put(mail("secret"));
      const values = { host: "localhost", port: secured.port, security };
      expect((await tryOut({}, { ...values, anyCertificate: true })).main).toMatchObject([{ subject: "secret" }]);
      expect((await tryOut({}, values)).error?.message).toMatch(/self-signed/);
    }
  });

  it("that offers no STARTTLS gets no password", async () => {
    expect((await tryOut({}, { security: "starttls" })).error).toMatchObject({ code: "IMAP_FAILED" });
    expect(imap.box.commands.some((command) => command.startsWith("LOGIN"))).toBe(false);
  });

  it("refuses a wrong password, which is not shown, and a mailbox it does not have", async () => {
    const { error } = await tryOut({}, { password: "wr0ng-pass" });
    expect(error).toMatchObject({ code: "IMAP_SIGN_IN", message: expect.stringContaining("wrong password") });
    expect(JSON.stringify(error)).not.toContain("wr0ng-pass");
    expect((await tryOut({ mailbox: "Orders" })).error?.message).toMatch(/"Orders" cannot be opened/);
  });

  it("may not be at a forbidden address, and is told of when it is away", async () => {
    for (const host of ["169.254.169.254", "10.0.0.1"]) {
      expect((await tryOut({}, { host })).error).toMatchObject({ code: "EGRESS_BLOCKED" });
    }
    const gone = await open();
    gone.close();
    expect((await tryOut({}, { port: gone.port })).error?.message).toMatch(/refused/);
  });
});
