import { isJsonObject, type Json, type JsonObject } from "@/shared/item";
import type { Exporters, Mapped, Mappers } from "../mapper";
import { object, stored, text, unless } from "../params";
import { readNamedFields, writeFields } from "./form-fields";
import { limitHours, limitWarnings, writeLimit } from "./wait-limit";

const thanks = "Your response has been recorded.";

export const formsMappers: Mappers = {
  formTrigger(params, version): Mapped {
    const options = object(params.options);
    const { path = params.path } = options;
    const warnings = [
      ...fixedWarnings(params),
      ...styleWarnings(options),
      ...(path === undefined ? ["n8n gave the form an address by an id: choose the path that people shall see"] : []),
    ];
    return {
      type: "core.formTrigger",
      inputs: [],
      params: {
        path: path === undefined ? pathOf(text(params.formTitle)) : text(path),
        title: text(params.formTitle),
        description: text(params.formDescription),
        fields: readNamedFields(params.formFields, version),
        respond: readAnswer(params, options),
        // Anything but none: no form gets more public than it was.
        locked: text(params.authentication, "none") !== "none",
        button: text(options.buttonLabel, "Submit"),
        workflowTimezone: typeof options.useWorkflowTimezone === "boolean" ? options.useWorkflowTimezone : version > 2,
        ignoreBots: options.ignoreBots === true,
        css: text(options.customCss),
      },
      warnings,
    };
  },
  form(params, version): Mapped {
    const options = object(params.options);
    const warnings = [...styleWarnings(options), ...limitWarnings(params)];
    if (text(params.operation, "page") === "page") {
      return { type: "core.form", params: { page: { is: "next", ...readPage(params, version) } }, warnings };
    }
    return { type: "core.form", params: { page: readEnding(params, options) }, warnings };
  },
};

/** What n8n's Wait shows when it waits for a form. */
export const readWaitForm = (params: JsonObject): JsonObject => ({
  is: "form",
  ...readPage({ ...params, options: { ...wording(params), ...object(params.options) } }, fieldNames),
});

/** The Wait node has had names for its fields since the others have; its own version says nothing of it. */
const fieldNames = 2.4;

const wording = ({ formTitle, formDescription }: JsonObject): JsonObject => stored({ formTitle, formDescription });

function readPage(params: JsonObject, version: number): JsonObject {
  const options = object(params.options);
  const isJson = params.defineForm === "json";
  return {
    title: text(options.formTitle),
    description: text(options.formDescription),
    content: isJson
      ? { is: "json", json: readJson(params.jsonOutput) }
      : { is: "list", fields: readNamedFields(params.formFields, version) },
    button: text(options.buttonLabel),
    css: text(options.customCss),
    limitHours: limitHours(params),
  };
}

function readJson(value: Json | undefined): Json {
  if (typeof value !== "string" || value.startsWith("=")) return value ?? [];
  try {
    return JSON.parse(value) as Json;
  } catch {
    return value;
  }
}

function readEnding(params: JsonObject, options: JsonObject): JsonObject {
  const css = text(options.customCss);
  const said = { title: text(params.completionTitle), text: text(params.completionMessage), css };
  switch (text(params.respondWith, "text")) {
    case "redirect":
      return { is: "redirect", url: text(params.redirectUrl) };
    case "showText":
      return { is: "html", html: text(params.responseText), css };
    case "returnBinary":
      return { is: "file", field: text(params.inputDataFieldName, "data"), ...said };
    default:
      return { is: "text", ...said };
  }
}

function readAnswer(params: JsonObject, options: JsonObject): JsonObject {
  const { respondWith, redirectUrl, formSubmittedText } = object(object(options.respondWithOptions).values);
  const said = { text: text(formSubmittedText ?? options.formSubmittedText, thanks) };
  switch (text(params.responseMode, "onReceived")) {
    case "lastNode":
      return { is: "finished", ...said };
    case "responseNode":
      return { is: "node" };
    default:
      return respondWith === "redirect" ? { is: "redirect", url: text(redirectUrl) } : { is: "accepted", ...said };
  }
}

/** Our form is there before anything runs, so nothing in it can be worked out. */
const fixedWarnings = (params: JsonObject): string[] =>
  hasExpression(params)
    ? ["The form is shown before anything runs: replace the expressions in it by fixed values"]
    : [];

function hasExpression(value: Json): boolean {
  if (typeof value === "string") return value.startsWith("=");
  if (Array.isArray(value)) return value.some(hasExpression);
  return isJsonObject(value) && Object.values(value).some(hasExpression);
}

const styleWarnings = ({ customCss }: JsonObject): string[] =>
  customCss ? ["The CSS was made for n8n's page: see whether it suits this one"] : [];

const pathOf = (title: string) =>
  title
    .normalize("NFD")
    .toLowerCase()
    .replace(/\p{M}/gu, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60) || "form";

export const formsExporters: Exporters = {
  "core.formTrigger": (params, { credentials }) => ({
    type: "n8n-nodes-base.formTrigger",
    typeVersion: 2.5,
    inputs: [],
    parameters: stored({
      formTitle: params.title,
      formDescription: params.description || undefined,
      formFields: writeFields(params.fields),
      authentication: params.locked === true || credentials?.auth ? "basicAuth" : undefined,
      ...writeAnswer(object(params.respond)),
      options: stored({
        path: params.path,
        appendAttribution: false,
        ...writeSubmitted(object(params.respond)),
        buttonLabel: unless(params.button, "Submit"),
        useWorkflowTimezone: unless(params.workflowTimezone, true),
        ignoreBots: unless(params.ignoreBots, false),
        customCss: params.css || undefined,
      }),
    }),
  }),
  "core.form": ({ page }) => {
    const given = object(page);
    const parameters = given.is === "next" ? writePage(given) : writeEnding(given);
    return { type: "n8n-nodes-base.form", typeVersion: 2.5, parameters };
  },
};

/** Nothing where the fields are data: n8n's Wait has no place for them. */
export function writeWaitForm(until: JsonObject): JsonObject | undefined {
  if (object(until.content).is === "json") return undefined;
  const { options, ...rest } = writePage(until);
  const { formTitle, formDescription, ...more } = object(options);
  return stored({ resume: "form", formTitle, formDescription, ...rest, options: more });
}

function writePage({ title, description, content, button, css, limitHours: limit }: JsonObject): JsonObject {
  const { is, json, fields } = object(content);
  return stored({
    ...(is === "json"
      ? { defineForm: "json", jsonOutput: typeof json === "string" ? json : JSON.stringify(json ?? [], null, 2) }
      : { formFields: writeFields(fields) }),
    ...writeLimit(limit),
    options: stored({
      formTitle: title || undefined,
      formDescription: description || undefined,
      buttonLabel: button || undefined,
      customCss: css || undefined,
    }),
  });
}

function writeEnding({ is, title, text: message, css, html, url, field }: JsonObject): JsonObject {
  const said = { completionTitle: title, completionMessage: message };
  const ways: { [is: string]: { [name: string]: Json | undefined } } = {
    text: said,
    html: { respondWith: "showText", responseText: html },
    redirect: { respondWith: "redirect", redirectUrl: url },
    file: { respondWith: "returnBinary", inputDataFieldName: unless(field, "data"), ...said },
  };
  const options = stored({ customCss: css || undefined });
  return stored({ operation: "completion", ...ways[text(is, "text")], options });
}

function writeAnswer({ is }: JsonObject): { [name: string]: Json | undefined } {
  if (is === "finished") return { responseMode: "lastNode" };
  return { responseMode: is === "node" ? "responseNode" : undefined };
}

function writeSubmitted({ is, url, text: said }: JsonObject): JsonObject {
  if (is === "redirect")
    return { respondWithOptions: { values: stored({ respondWith: "redirect", redirectUrl: url }) } };
  const isUsual = said === undefined || said === thanks;
  return isUsual ? {} : { respondWithOptions: { values: { respondWith: "text", formSubmittedText: said } } };
}
