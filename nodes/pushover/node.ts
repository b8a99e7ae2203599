import { pushoverApp } from "@/nodes/credentials/messaging";
import { type Credential, credential, p } from "@/nodes/sdk";
import { type ApiDraft, defineApiNode, inBody, maybe } from "@/nodes/sdk/api";
import { more, text } from "@/nodes/sdk/api/usual-params";
import { isJsonObject } from "@/shared/item";

export const pushover = defineApiNode({
  type: "core.pushover",
  label: "Pushover",
  summary: "Sends push messages by Pushover",
  icon: "bell",
  keywords: ["push", "notification", "phone", "alert"],
  base: { credentialField: "url" },
  signs: false,
  credentials: { account: credential("Application", pushoverApp) },
  errors: { at: ["errors"] },
  resources: {
    message: {
      label: "Message",
      operations: {
        send: {
          ...{ label: "Send", method: "POST", path: "/messages.json", before: withKeys },
          params: {
            text: inBody(text(), "message"),
            title: inBody(p.text({ label: "Title" })),
            priority: inBody(
              p.select({
                label: "Priority",
                default: "0",
                options: [
                  { value: "-2", label: "Lowest: no sign of it" },
                  { value: "-1", label: "Low: no sound" },
                  { value: "0", label: "Normal" },
                  { value: "1", label: "High: also in quiet hours" },
                  { value: "2", label: "Emergency: again until it is read" },
                ],
              }),
              { unless: "0" },
            ),
            retry: inBody(
              maybe.number({
                label: "Again after",
                help: "Seconds, of an emergency: at least 30",
                min: 30,
                integer: true,
                advanced: true,
              }),
            ),
            expire: inBody(
              maybe.number({
                label: "Give up after",
                help: "Seconds, of an emergency: at most 10800",
                max: 10_800,
                integer: true,
                advanced: true,
              }),
            ),
            link: inBody(p.text({ label: "Link" }), "url"),
            linkTitle: inBody(p.text({ label: "Text of the link" }), "url_title"),
            device: inBody(p.text({ label: "Device", help: "Empty: all", advanced: true })),
            sound: inBody(p.text({ label: "Sound", advanced: true })),
            html: inBody(p.toggle({ label: "Text is HTML", advanced: true }), { unless: false }),
            more,
          },
        },
      },
    },
  },
});

function withKeys(draft: ApiDraft, _: object, account: Credential | undefined): ApiDraft {
  const { token, user } = account?.reveal() ?? {};
  const { html, ...body } = isJsonObject(draft.body) ? draft.body : {};
  return { ...draft, body: { ...body, ...(html && { html: 1 }), token: String(token), user: String(user) } };
}
