import { describe, expect, it } from "vitest";
import type { JsonObject } from "@/shared/item";
import { mapN8nNode } from "../registry";

const fields: JsonObject = { fromEmail: "a@x.example", toEmail: "b@x.example", subject: "Hi", text: "T", html: "<p>" };
const mapped = (version: number, more: JsonObject) =>
  mapN8nNode("n8n-nodes-base.emailSend", version, { ...fields, ...more });

describe("n8n's Send Email", () => {
  it.each([
    ["1: both texts", 1, {}, { text: "T", html: "<p>" }],
    ["2: text, unless it says otherwise", 2, {}, { text: "T", html: "" }],
    ["2.1: HTML, unless it says otherwise", 2.1, {}, { text: "", html: "<p>" }],
    ["2.1 with both", 2.1, { emailFormat: "both" }, { text: "T", html: "<p>" }],
  ])("version %s", (_, version, more, texts) => {
    const { type, params } = mapped(version, more);
    expect(type).toBe("core.sendEmail");
    expect(params).toMatchObject({ from: "a@x.example", to: "b@x.example", subject: "Hi", ...texts });
  });

  it("has its copies and files among the options, in version 1 beside the texts", () => {
    const more = { ccEmail: "c@x.example", bccEmail: "d@x.example", attachments: "data,more" };
    const wanted = { cc: "c@x.example", bcc: "d@x.example", attachments: "data,more" };
    expect(mapped(1, more).params).toMatchObject(wanted);
    const { params } = mapped(2.1, { options: { ...more, replyTo: "e@x.example" } });
    expect(params).toMatchObject({ ...wanted, replyTo: "e@x.example" });
  });

  it("sends, and says that it does not wait for an answer", () => {
    expect(mapped(2.1, { operation: "sendAndWait" }).warnings).toEqual([expect.stringContaining("no answer")]);
  });
});

describe("n8n's Email Trigger (IMAP)", () => {
  const mailbox = (version: number, more: JsonObject) => mapN8nNode("n8n-nodes-base.emailReadImap", version, more);

  it.each([1, 2, 2.1])("version %s takes unread mail, and marks it", (version) => {
    const { type, params } = mailbox(version, {});
    expect(type).toBe("core.imapTrigger");
    const wanted = { mailbox: "INBOX", take: "existing", after: "read", search: '["UNSEEN"]' };
    expect(params).toMatchObject({ ...wanted, format: { is: "simple", attachments: false, prefix: "attachment_" } });
  });

  it("has its own search, its format, and looks at the mark alone when told to", () => {
    const options = { customEmailConfig: '["ALL"]', trackLastMessageId: false };
    const { params } = mailbox(2.1, { postProcessAction: "nothing", format: "resolved", options });
    const wanted = { take: "found", after: "nothing", search: '["ALL"]' };
    expect(params).toMatchObject({ ...wanted, format: { is: "resolved", prefix: "attachment_" } });
  });
});
