import { describe, expect, it } from "vitest";
import { findNode } from "@/nodes/registry";
import { objectSchema } from "@/nodes/sdk/params";
import type { JsonObject } from "@/shared/item";
import { mapN8nNode } from "../registry";

const mapped = (type: string, version: number, params: JsonObject) => {
  const { warnings, ...node } = mapN8nNode(`n8n-nodes-base.${type}`, version, params);
  const schema = objectSchema(findNode(node.type)?.params ?? {});
  return { ...node, warnings, params: schema.parse(node.params) as JsonObject };
};
const fields = (...values: JsonObject[]) => ({ values });

describe("n8n's Form Trigger", () => {
  it("keeps every kind of field", () => {
    const options = { values: [{ option: "a" }, { option: "b" }] };
    const formFields = fields(
      { fieldLabel: "Name", placeholder: "Ann", requiredField: true },
      { fieldLabel: "Size", fieldType: "dropdown", fieldOptions: options, multiselect: true },
      { fieldLabel: "Days", fieldType: "checkbox", fieldOptions: options, limitSelection: "exact" },
      { fieldLabel: "CV", fieldType: "file", multipleFiles: false, acceptFileTypes: ".pdf" },
      { fieldLabel: "Day", fieldType: "date", defaultValue: "2026-01-02" },
      { fieldType: "hiddenField", fieldName: "source", fieldValue: "web" },
      { fieldType: "html", elementName: "terms", html: "<b>x</b>" },
    );
    const { params, inputs, warnings } = mapped("formTrigger", 2.3, {
      formTitle: "Contact",
      formFields,
      options: { path: "contact" },
    });
    expect([inputs, warnings]).toEqual([[], []]);
    expect(params).toMatchObject({
      path: "contact",
      title: "Contact",
      respond: { is: "accepted" },
      fields: [
        { label: "Name", required: true, kind: { is: "text", placeholder: "Ann" } },
        { label: "Size", kind: { is: "dropdown", multiple: true, options: [{ value: "a" }, { value: "b" }] } },
        { label: "Days", kind: { is: "checkbox", limit: { is: "exact", count: 1 } } },
        { label: "CV", kind: { is: "file", multiple: false, accept: ".pdf" } },
        { label: "Day", kind: { is: "date", value: "2026-01-02" } },
        { name: "source", kind: { is: "hidden", value: "web" } },
        { name: "terms", kind: { is: "html", html: "<b>x</b>" } },
      ],
    });
  });

  it.each([
    [1, false],
    [2, false],
    [2.1, true],
    [2.5, true],
  ])("version %s has the workflow's time zone by default: %s", (version, workflowTimezone) => {
    expect(mapped("formTrigger", version, { path: "x" }).params).toMatchObject({ path: "x", workflowTimezone });
  });

  it.each([
    [2.3, ""],
    [2.4, "full_name"],
  ])("version %s calls the data by “%s”, or the label", (version, name) => {
    const formFields = fields({ fieldLabel: "Name", fieldName: "full_name" });
    expect(mapped("formTrigger", version, { path: "x", formFields }).params).toMatchObject({
      fields: [{ label: "Name", name }],
    });
  });

  it.each<[JsonObject, object]>([
    [{ responseMode: "lastNode" }, { is: "finished" }],
    [{ responseMode: "responseNode" }, { is: "node" }],
    [{ options: answer({ formSubmittedText: "Danke" }) }, { is: "accepted", text: "Danke" }],
    [{ options: { formSubmittedText: "Merci" } }, { is: "accepted", text: "Merci" }],
    [
      { options: answer({ respondWith: "redirect", redirectUrl: "https://a.example" }) },
      { is: "redirect", url: "https://a.example" },
    ],
  ])("%j answers the same way", (params, respond) => {
    expect(mapped("formTrigger", 2.2, { path: "x", ...params }).params).toMatchObject({ respond });
  });

  it("says what needs a look: the address, expressions, CSS; and never shows more people what was behind a password", () => {
    const params = { formTitle: "=Über {{ 1 }}", authentication: "basicAuth", options: { customCss: "a{}" } };
    const { params: ours, warnings } = mapped("formTrigger", 2.5, params);
    expect(ours).toMatchObject({ path: "uber-1", locked: true });
    expect(warnings).toHaveLength(3);
    expect(mapped("formTrigger", 2.5, { authentication: "unknown" }).params).toMatchObject({ locked: true });
  });
});

function answer(values: JsonObject): JsonObject {
  return { respondWithOptions: { values } };
}

describe("n8n's Form", () => {
  it.each<[JsonObject, object]>([
    [{}, { is: "next", content: { is: "list", fields: [] }, limitHours: 0 }],
    [
      {
        defineForm: "json",
        jsonOutput: '[{"fieldLabel":"a"}]',
        limitWaitTime: true,
        resumeAmount: 90,
        resumeUnit: "minutes",
      },
      { is: "next", content: { is: "json", json: [{ fieldLabel: "a" }] }, limitHours: 1.5 },
    ],
    [
      { defineForm: "json", jsonOutput: "={{ $json.f }}" },
      { is: "next", content: { json: "={{ $json.f }}" } },
    ],
    [
      { operation: "completion", completionTitle: "Bye", completionMessage: "Soon" },
      { is: "text", title: "Bye", text: "Soon" },
    ],
    [{ operation: "completion", respondWith: "redirect", redirectUrl: "https://a.example" }, { is: "redirect" }],
    [
      { operation: "completion", respondWith: "showText", responseText: "<p>" },
      { is: "html", html: "<p>" },
    ],
    [
      { operation: "completion", respondWith: "returnBinary" },
      { is: "file", field: "data" },
    ],
  ])("%j is the same page", (params, page) => {
    const { type, params: ours } = mapped("form", 2.3, params);
    expect(type).toBe("core.form");
    expect(ours).toMatchObject({ page });
  });
});

it("n8n's Wait waits for its form", () => {
  const params = { resume: "form", formTitle: "OK?", formFields: fields({ fieldLabel: "Yes", fieldType: "text" }) };
  expect(mapped("wait", 1.1, params).params).toMatchObject({
    until: { is: "form", title: "OK?", content: { is: "list", fields: [{ label: "Yes" }] } },
  });
});
