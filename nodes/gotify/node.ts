import { gotify as gotifyApp } from "@/nodes/credentials/chat";
import { credential, p } from "@/nodes/sdk";
import { defineApiNode, inBody } from "@/nodes/sdk/api";
import { more, text } from "@/nodes/sdk/api/usual-params";

export const gotify = defineApiNode({
  type: "core.gotify",
  label: "Gotify",
  summary: "Sends push messages by a Gotify server",
  icon: "bell",
  keywords: ["push", "notification", "phone", "alert"],
  base: { credentialField: "url" },
  credentials: { account: credential("Application", gotifyApp) },
  errors: { at: ["error", "errorDescription"] },
  resources: {
    message: {
      label: "Message",
      operations: {
        send: {
          ...{ label: "Send", method: "POST", path: "/message" },
          params: {
            text: inBody(text(), "message"),
            title: inBody(p.text({ label: "Title" })),
            priority: inBody(
              p.number({
                label: "Priority",
                help: "From 0, the lowest, to 10",
                default: 5,
                min: 0,
                max: 10,
                integer: true,
              }),
            ),
            format: inBody(
              p.select({
                label: "Format",
                options: [
                  { value: "text/plain", label: "Plain text" },
                  { value: "text/markdown", label: "Markdown" },
                ],
              }),
              { as: "extras.client::display.contentType", unless: "text/plain" },
            ),
            click: inBody(
              p.text({ label: "Link", help: "Opened by a click on the message" }),
              "extras.client::notification.click.url",
            ),
            more,
          },
        },
      },
    },
  },
});
