import { basicAuth, headerAuth } from "@/nodes/credentials/http";
import { jwtKey } from "@/nodes/credentials/keys";
import { signatureCredentials } from "@/nodes/credentials/signatures";
import { defineNode, optionalCredential, p } from "@/nodes/sdk";
import type { Repeats } from "@/nodes/sdk/define-node";
import { callersParam, entriesOf, rateOf, rateParams } from "@/nodes/sdk/intake-params";
import type { ParamValues } from "@/nodes/sdk/params";

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"] as const;
const path = p.text({
  label: "Path",
  help: "The part of the address after /webhook/. A segment such as :id is given to the workflow as a parameter",
  placeholder: "orders",
  required: true,
  expression: false,
});

const days = p.number({
  label: "Known for",
  help: "As long as the service may send it again",
  unit: "days",
  default: 7,
  min: 1,
  max: 365,
  integer: true,
});
const repeats = p.choice({
  label: "Repeated calls",
  help: "Services send an event again when they got no answer in time. A repeated call is answered and starts nothing",
  expression: false,
  cases: {
    start: { label: "Start the workflow again" },
    sender: {
      label: "Start nothing: known by the id a service gives",
      params: {
        sender: p.select({
          label: "Service",
          options: [
            { value: "shopify", label: "Shopify: X-Shopify-Webhook-Id" },
            { value: "wooCommerce", label: "WooCommerce: X-WC-Webhook-Delivery-ID" },
            { value: "stripe", label: "Stripe: id of the event" },
            { value: "gitHub", label: "GitHub: X-GitHub-Delivery" },
            { value: "slack", label: "Slack: event_id" },
            { value: "standard", label: "Standard Webhooks: webhook-id" },
          ],
        }),
        days,
      },
    },
    header: {
      label: "Start nothing: known by a header",
      params: {
        header: p.text({ label: "Header", placeholder: "Idempotency-Key", required: true, expression: false }),
        days,
      },
    },
    field: {
      label: "Start nothing: known by a field of the body",
      params: {
        path: p.text({ label: "Field", placeholder: "order.id", required: true, expression: false }),
        days,
      },
    },
    body: { label: "Start nothing: known by the whole body", params: { days } },
  },
});

export const webhook = defineNode({
  type: "core.webhook",
  version: 1,
  label: "Webhook",
  summary: "Starts when another service calls its address",
  category: "trigger",
  icon: "webhook",
  keywords: ["http", "api", "endpoint", "receive", "event"],
  inputs: [],
  outputs: ["main"],
  credentials: {
    auth: optionalCredential("Authentication", basicAuth, headerAuth, jwtKey, ...Object.values(signatureCredentials)),
  },
  params: {
    path,
    methods: p.multiSelect({ label: "Methods", options: methods, default: ["POST"], expression: false }),
    respond: p.choice({
      label: "Answer",
      expression: false,
      cases: {
        accepted: {
          label: "At once, when the call is stored",
          params: {
            status: p.number({ label: "Status code", default: 202, min: 200, max: 599, integer: true }),
            text: p.text({
              label: "Text of the answer",
              help: "Empty: a small JSON object with the execution's id",
              onlyWhen: { noBody: [false] },
            }),
            noBody: p.toggle({ label: "Answer without a text" }),
          },
        },
        finished: {
          label: "When the workflow has finished",
          params: {
            status: p.number({ label: "Status code", default: 200, min: 200, max: 599, integer: true }),
            answer: p.select({
              label: "Content",
              options: [
                { value: "all", label: "All items of the last node" },
                { value: "first", label: "First item of the last node" },
                { value: "file", label: "A file of the first item" },
                { value: "none", label: "Nothing" },
              ],
            }),
            field: p.text({
              label: "Field",
              help: "Of an item: only this field of it. Of its files: which one, “data” when empty",
              onlyWhen: { answer: ["first", "file"] },
            }),
          },
        },
        node: { label: "By a Respond to Webhook node" },
      },
    }),
    repeats,
    authentication: p.select({
      label: "Kind of authentication",
      help: "With a kind, every call is refused until a credential of that kind is chosen above",
      options: [
        { value: "any", label: "Whatever is chosen above" },
        { value: "basic", label: "Basic auth" },
        { value: "header", label: "A secret header" },
        { value: "jwt", label: "A JSON web token" },
        { value: "shopify", label: "Signed by Shopify" },
        { value: "wooCommerce", label: "Signed by WooCommerce" },
        { value: "stripe", label: "Signed by Stripe" },
        { value: "gitHub", label: "Signed by GitHub" },
        { value: "slack", label: "Signed by Slack" },
        { value: "standard", label: "Signed as Standard Webhooks" },
        { value: "hmac", label: "Signed with another HMAC" },
      ],
      advanced: true,
      expression: false,
    }),
    contentType: p.text({
      label: "Content type of the answer",
      help: "Empty: what the answer is",
      placeholder: "text/html",
      advanced: true,
      expression: false,
    }),
    headers: p.list({
      label: "Headers of the answer",
      addLabel: "Add header",
      of: { name: p.text({ label: "Name" }), value: p.text({ label: "Value" }) },
      advanced: true,
      expression: false,
    }),
    origins: p.text({
      label: "Sites that may call it from a browser",
      help: "Addresses such as https://shop.example with commas between; * is every site",
      default: "*",
      advanced: true,
      expression: false,
    }),
    callers: callersParam,
    ...rateParams,
    ignoreBots: p.toggle({
      label: "Refuse bots",
      help: "Crawlers and makers of link previews, by what they say they are",
      advanced: true,
      expression: false,
    }),
    rawBody: p.toggle({
      label: "Keep the raw body",
      help: "Gives the body as it came, as a file. For signatures and other formats",
      advanced: true,
      expression: false,
    }),
    fileField: p.text({
      label: "Field for files",
      help: "Files of a form are numbered: photo0, photo1. Empty: as the form names them, or “data”",
      advanced: true,
      expression: false,
    }),
  },
  line: "{methods} /{path}",
  effect: "none",
  trigger: {
    kind: "webhook",
    webhook: ({ respond, authentication, origins, callers, repeats, perMinute, burst, ...params }) => ({
      path: params.path.replace(/^\/+|\/+$/g, ""),
      methods: params.methods.length ? params.methods : ["POST"],
      respond: respond.is,
      status: respond.is === "node" ? 200 : respond.status,
      text: respond.is === "accepted" && !respond.noBody ? respond.text : undefined,
      answer: respond.is === "finished" ? respond.answer : undefined,
      field: respond.is === "finished" ? respond.field : undefined,
      contentType: params.contentType,
      headers: params.headers,
      rawBody: params.rawBody,
      fileField: params.fileField,
      authentication: credentialTypes[authentication],
      origins: entriesOf(origins).map((origin) => origin.toLowerCase().replace(/\/+$/, "")),
      callers: entriesOf(callers),
      ignoreBots: params.ignoreBots,
      ...rateOf({ perMinute, burst }),
      ...knownBy(repeats),
    }),
  },
  executeAll: ({ inputs }) => ({ main: inputs.main }),
});

const credentialTypes = {
  any: undefined,
  basic: basicAuth.type,
  header: headerAuth.type,
  jwt: jwtKey.type,
  shopify: signatureCredentials.shopify.type,
  wooCommerce: signatureCredentials.wooCommerce.type,
  stripe: signatureCredentials.stripe.type,
  gitHub: signatureCredentials.gitHub.type,
  slack: signatureCredentials.slack.type,
  standard: signatureCredentials.standard.type,
  hmac: signatureCredentials.hmac.type,
};

const senders = {
  shopify: { by: "header", names: ["x-shopify-webhook-id"] },
  wooCommerce: { by: "header", names: ["x-wc-webhook-delivery-id"] },
  stripe: { by: "field", path: "id" },
  gitHub: { by: "header", names: ["x-github-delivery"] },
  slack: { by: "field", path: "event_id" },
  standard: { by: "header", names: ["webhook-id", "svix-id"] },
} as const;

function knownBy(given: ParamValues<{ repeats: typeof repeats }>["repeats"]): { repeats?: Repeats } {
  switch (given.is) {
    case "start":
      return {};
    case "sender":
      return { repeats: { days: given.days, ...senders[given.sender] } };
    case "header":
      return { repeats: { days: given.days, by: "header", names: [given.header.toLowerCase()] } };
    case "field":
      return { repeats: { days: given.days, by: "field", path: given.path } };
    case "body":
      return { repeats: { days: given.days, by: "body" } };
  }
}
