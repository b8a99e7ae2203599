import { basicAuth, headerAuth } from "@/nodes/credentials/http";
import { defineNode, optionalCredential, p } from "@/nodes/sdk";
import { formFieldList, formFields, redirectUrl } from "@/nodes/sdk/form-fields";
import { answersIn } from "@/nodes/sdk/form-page";
import { callersParam, entriesOf, rateOf, rateParams } from "@/nodes/sdk/intake-params";

export const formTrigger = defineNode({
  type: "core.formTrigger",
  version: 1,
  label: "Form Trigger",
  summary: "Shows a form, and starts when somebody submits it",
  category: "trigger",
  icon: "form",
  keywords: ["survey", "questionnaire", "page", "input", "upload", "contact", "n8n form"],
  inputs: [],
  outputs: ["main"],
  credentials: { auth: optionalCredential("Authentication", basicAuth, headerAuth) },
  params: {
    path: p.text({
      label: "Path",
      help: "The part of the address after /form/",
      placeholder: "contact",
      required: true,
      expression: false,
    }),
    title: p.text({ label: "Title", placeholder: "Contact us", expression: false }),
    description: p.text({
      label: "Description",
      help: "Shown below the title. May hold simple HTML, such as links",
      multiline: true,
      expression: false,
    }),
    fields: formFieldList({ expression: false }),
    respond: p.choice({
      label: "After the form was sent",
      help: "Pages of Form nodes that follow come first",
      expression: false,
      cases: {
        accepted: {
          label: "Say thank you at once",
          params: {
            title: p.text({ label: "Title", default: "Thank you" }),
            text: p.text({ label: "Text", multiline: true, default: "Your response has been recorded." }),
          },
        },
        redirect: {
          label: "Open another page",
          params: { url: p.text({ label: "URL", placeholder: "https://example.com/thanks", required: true }) },
        },
        finished: {
          label: "Wait until the workflow has finished",
          params: {
            title: p.text({ label: "Title", default: "Thank you" }),
            text: p.text({ label: "Text", multiline: true, default: "Your response has been recorded." }),
          },
        },
        node: { label: "Answer with a Respond to Webhook node" },
      },
    }),
    button: p.text({ label: "Text of the button", default: "Submit", advanced: true, expression: false }),
    workflowTimezone: p.toggle({
      label: "Time in the workflow's time zone",
      help: "Of the submission. Off: in UTC",
      default: true,
      advanced: true,
      expression: false,
    }),
    ignoreBots: p.toggle({
      label: "Ignore bots",
      help: "Crawlers and link previews get no form",
      advanced: true,
      expression: false,
    }),
    callers: callersParam,
    ...rateParams,
    embed: p.toggle({
      label: "May be embedded in other sites",
      help: "Lets pages of other sites show the form in a frame",
      advanced: true,
      expression: false,
    }),
    locked: p.toggle({
      label: "Only with a password",
      help: "Nobody sees the form until a credential is chosen under Authentication",
      advanced: true,
      expression: false,
    }),
    css: p.text({
      label: "Own CSS",
      help: "Added after the style of the page. Colours are variables, such as --accent",
      multiline: true,
      advanced: true,
      expression: false,
    }),
  },
  line: "/{path}",
  effect: "none",
  trigger: {
    kind: "form",
    form({ path, title, description, fields, respond, locked, button, css, ignoreBots, embed, ...others }) {
      return {
        path: path.trim().replace(/^\/+|\/+$/g, ""),
        page: { title, description, button, css, fields: formFields(fields, "fields") },
        respond: respond.is === "redirect" ? "accepted" : respond.is,
        ending:
          respond.is === "redirect"
            ? { is: "redirect", url: redirectUrl(respond.url, "respond.url") }
            : {
                is: "text",
                title: respond.is === "node" ? "Thank you" : respond.title,
                text: respond.is === "node" ? "" : respond.text,
                css,
              },
        ignoreBots,
        embed,
        callers: entriesOf(others.callers),
        ...rateOf(others),
        ...(locked && { authentication: "any" }),
      };
    },
  },
  executeAll({ inputs, params: { workflowTimezone }, execution }) {
    const items = inputs.main ?? [];
    return { main: workflowTimezone ? answersIn(execution.timezone, items) : items };
  },
});
