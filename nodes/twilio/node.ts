import { twilioAccount } from "@/nodes/credentials/messaging";
import { type Credential, credential, p } from "@/nodes/sdk";
import { type ApiDraft, defineApiNode, inBody, inPath, inQuery } from "@/nodes/sdk/api";
import { id, text } from "@/nodes/sdk/api/usual-params";

const ofAccount = (draft: ApiDraft, _: object, account: Credential | undefined): ApiDraft => ({
  ...draft,
  path: `/Accounts/${encodeURIComponent(String(account?.reveal().accountSid))}${draft.path}`,
});
const sid = inPath(id("SID"));

export const twilio = defineApiNode({
  type: "core.twilio",
  label: "Twilio",
  summary: "Sends SMS and WhatsApp messages and makes calls by Twilio",
  icon: "send",
  keywords: ["sms", "phone", "text message", "whatsapp", "call"],
  base: { credentialField: "url", path: "/2010-04-01" },
  credentials: { account: credential("Account", twilioAccount) },
  errors: { at: ["message", "code"] },
  resources: {
    message: {
      label: "Message",
      operations: {
        send: {
          ...{ label: "Send", method: "POST", path: "/Messages.json", body: "form", before: ofAccount },
          params: {
            from: inBody(
              p.text({
                label: "From",
                help: "A number of yours, or empty with a messaging service",
                placeholder: "+15005550006",
              }),
              "From",
            ),
            to: inBody(id("To", "As +491701234567; with whatsapp: before it for WhatsApp"), "To"),
            text: inBody(text(), "Body"),
            media: inBody(p.text({ label: "Picture", help: "Its URL" }), "MediaUrl"),
            service: inBody(p.text({ label: "Messaging service SID", advanced: true }), "MessagingServiceSid"),
            callback: inBody(
              p.text({ label: "Status URL", help: "Called when the status changes", advanced: true }),
              "StatusCallback",
            ),
          },
        },
        get: { label: "Get", method: "GET", path: "/Messages/{sid}.json", params: { sid }, before: ofAccount },
        list: {
          ...{ label: "List", method: "GET", path: "/Messages.json", before: ofAccount },
          params: {
            to: inQuery(p.text({ label: "To" }), "To"),
            from: inQuery(p.text({ label: "From" }), "From"),
            since: inQuery(p.text({ label: "Since", placeholder: "2026-01-31" }), "DateSent>"),
          },
          list: { at: "messages", paging: { by: "url", from: "next_page_uri", size: { to: "PageSize", max: 1000 } } },
        },
      },
    },
    call: {
      label: "Call",
      operations: {
        make: {
          ...{ label: "Make a call", method: "POST", path: "/Calls.json", body: "form", before: ofAccount },
          params: {
            ...{ from: inBody(id("From"), "From"), to: inBody(id("To"), "To") },
            twiml: inBody(
              p.text({
                label: "What to say",
                help: "TwiML, such as <Response><Say>Hello</Say></Response>",
                multiline: true,
              }),
              "Twiml",
            ),
            url: inBody(p.text({ label: "URL of TwiML", help: "Instead of what to say" }), "Url"),
          },
        },
      },
    },
  },
});
