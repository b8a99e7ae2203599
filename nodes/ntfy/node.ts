import { basicAuth, bearerToken } from "@/nodes/credentials/http";
import { optionalCredential, p } from "@/nodes/sdk";
import { defineApiNode, inBody, inPath, inQuery } from "@/nodes/sdk/api";
import { commas, id, more, text } from "@/nodes/sdk/api/usual-params";
import type { Json } from "@/shared/item";

export const ntfy = defineApiNode({
  type: "core.ntfy",
  label: "ntfy",
  summary: "Sends and reads push messages of ntfy topics",
  icon: "bell",
  keywords: ["push", "notification", "phone", "alert"],
  base: { server: { placeholder: "https://ntfy.sh" }, url: "https://ntfy.sh" },
  credentials: { account: optionalCredential("Account", bearerToken, basicAuth) },
  errors: { at: ["error"] },
  resources: {
    message: {
      label: "Message",
      operations: {
        send: {
          ...{ label: "Send", method: "POST", path: "/" },
          params: {
            topic: inBody(id("Topic")),
            text: inBody(text(), "message"),
            title: inBody(p.text({ label: "Title" })),
            priority: inBody(
              p.number({
                label: "Priority",
                help: "From 1, the lowest, to 5",
                default: 3,
                min: 1,
                max: 5,
                integer: true,
              }),
              { unless: 3 },
            ),
            tags: inBody(commas("Tags"), { list: "json" }),
            click: inBody(p.text({ label: "Link", help: "Opened by a click on the message" })),
            attach: inBody(p.text({ label: "Picture or file", help: "Its URL", advanced: true })),
            delay: inBody(p.text({ label: "Send later", placeholder: "30min", advanced: true })),
            actions: inBody(p.json({ label: "Buttons", advanced: true })),
            markdown: inBody(p.toggle({ label: "Text is Markdown", advanced: true }), { unless: false }),
            more,
          },
        },
        list: {
          ...{
            label: "List",
            method: "GET",
            path: "/{topic}/json",
            query: { poll: "1" },
            answer: "text",
            list: { at: "" },
          },
          params: {
            topic: inPath(id("Topic")),
            since: inQuery(
              p.text({ label: "Since", help: "A duration, a time or the id of a message", default: "all" }),
            ),
          },
          after: lines,
        },
      },
    },
  },
});

/** One message a line. */
function lines(body: Json): Json {
  const texts = String(body).split("\n");
  return texts.filter((line) => line.startsWith("{")).map((line) => JSON.parse(line) as Json);
}
