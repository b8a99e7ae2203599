import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { nodeHarness } from "@/nodes/testing";
import { openFileStore } from "@/server/http/files";
import type { JsonObject } from "@/shared/item";
import { openSmtpServer } from "./smtp-server.testing";

const { run, credential, server } = nodeHarness();
let smtp: Awaited<ReturnType<typeof openSmtpServer>>;
beforeAll(async () => {
  smtp = await openSmtpServer({ refuse: (address) => address.startsWith("nobody") });
});
afterAll(() => smtp.close());
beforeEach(() => {
  smtp.mails.length = 0;
});

const account = (values: JsonObject = {}) =>
  credential("smtp", { host: "127.0.0.1", port: smtp.port, security: "none", ...values });
const message = { from: "Shop <shop@example.com>", to: "ann@example.com", subject: "Order {{ 1 }}", text: "Hello" };
const send = async (params: JsonObject, item: JsonObject = {}, values: JsonObject = {}) =>
  run("core.sendEmail", { ...message, ...params }, [item], { credentials: { smtp: await account(values) } });

describe("Send Email", () => {
  it("hands the message to the mail server", async () => {
    const { main } = await send({ text: "=Hello {{ $json.name }}, thank you ✓" }, { name: "Ann" });
    expect(smtp.mails).toMatchObject([{ from: "shop@example.com", to: ["ann@example.com"] }]);
    const [{ data } = { data: "" }] = smtp.mails;
    expect(data).toMatch(/^From: Shop <shop@example\.com>$/m);
    expect(data).toMatch(/^Subject: Order \{\{ 1 \}\}$/m);
    expect(data).toContain("Hello Ann, thank you =E2=9C=93");
    expect(main).toMatchObject([
      { name: "Ann", email: { accepted: ["ann@example.com"], rejected: [], messageId: expect.stringContaining("@") } },
    ]);
  });

  it("sends to several people, in copy and in blind copy", async () => {
    await send({
      to: "a@example.com, B <b@example.com>",
      cc: "c@example.com",
      bcc: "d@example.com",
      replyTo: "r@example.com",
    });
    expect(smtp.mails[0]?.to).toEqual(["a@example.com", "b@example.com", "c@example.com", "d@example.com"]);
    expect(smtp.mails[0]?.data).toMatch(/^Reply-To: r@example\.com$/m);
    // The id of the message may end in any letter before its @.
    expect(smtp.mails[0]?.data).not.toMatch(/[\s,<]d@example\.com/);
  });

  it("names the message so that the same one is known again", async () => {
    await send({ repeat: "again" });
    expect(smtp.mails[0]?.data).toMatch(/^Message-ID: <[0-9a-f-]{36}@example\.com>$/m);
  });

  it("sends HTML beside the text", async () => {
    await send({ html: "<b>Hello</b>" });
    expect(smtp.mails[0]?.data).toMatch(
      /multipart\/alternative[\s\S]*text\/plain[\s\S]*text\/html[\s\S]*<b>Hello<\/b>/,
    );
  });

  it("attaches files of the item", async () => {
    const data = await openFileStore(server().ctx.dataFolder).write({ name: "a.txt", mimeType: "text/plain" }, "hello");
    const node = { credentials: { smtp: await account() } };
    await run("core.sendEmail", { ...message, attachments: "data" }, [{ json: {}, binary: { data } }], node);
    expect(smtp.mails[0]?.data).toMatch(/filename=a\.txt[\s\S]*aGVsbG8=/);
    expect((await send({ attachments: "gone" })).error?.message).toMatch(/no file "gone"/);
  });

  it("signs in when it has a user, and never shows the password", async () => {
    await send({}, {}, { user: "shop", password: "s3cret" });
    expect(smtp.mails[0]?.user).toBe("shop");
    const { error } = await send({}, {}, { user: "shop", password: "wr0ng-pass" });
    expect(error).toMatchObject({ code: "SMTP_FAILED", message: expect.stringContaining("wrong password") });
    expect(JSON.stringify(error)).not.toMatch(/wr0ng-pass|d3IwbmctcGFzcw/);
  });

  it("T177 puts nothing of the data into the headers", async () => {
    await send({ subject: "={{ $json.s }}", to: "ann@example.com" }, { s: "Hi\r\nBcc: evil@example.com\r\n\r\nbody" });
    expect(smtp.mails[0]?.to).toEqual(["ann@example.com"]);
    expect(smtp.mails[0]?.data).not.toMatch(/^Bcc:/m);
  });

  it("says when the server refuses everybody, is silent, is away or is not allowed", async () => {
    expect((await send({ to: "nobody@example.com" })).error?.message).toMatch(
      /did not take the message.*no such person/,
    );
    const gone = await openSmtpServer();
    gone.close();
    expect((await send({}, {}, { port: gone.port })).error?.message).toMatch(/refused/);
    expect((await send({}, {}, { host: "10.0.0.1" })).error).toMatchObject({ code: "EGRESS_BLOCKED" });
    expect((await send({}, {}, { security: "starttls" })).error).toMatchObject({ code: "SMTP_FAILED" });
    const silent = await openSmtpServer({ silent: true });
    const node = { credentials: { smtp: await account({ port: silent.port }) }, timeoutMs: 200 };
    expect((await run("core.sendEmail", message, [{}], node)).error?.code).toBe("TIMEOUT");
    silent.close();
  });
});
