import { NodeError } from "@/nodes/sdk";
import { isJsonObject, type Json, type JsonObject } from "@/shared/item";

export type BuildOptions = { attributes: string; text: string; rootName: string; headless: boolean; cdata: boolean };

/** Indented by two spaces. A single field is the root element itself. */
export function buildXml(json: JsonObject, options: BuildOptions): string {
  const [only, ...others] = Object.keys(json);
  const isRoot = only !== undefined && others.length === 0 && !Array.isArray(json[only]) && options.rootName === "root";
  const lines = options.headless ? [] : ['<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'];
  if (isRoot) element(only, json[only] ?? null, 0, options, lines);
  else element(options.rootName || "root", json, 0, options, lines);
  return lines.join("\n");
}

const maxDepth = 500;
const validName = /^[\p{L}_][\p{L}\p{N}\p{M}_.:-]*$/u;

function element(name: string, value: Json, depth: number, options: BuildOptions, lines: string[]) {
  if (Array.isArray(value)) {
    for (const entry of value) element(name, entry, depth, options, lines);
    return;
  }
  if (depth > maxDepth) throw new NodeError(`More than ${maxDepth} fields within each other`, { code: "XML_DEPTH" });
  check(name);
  const indent = "  ".repeat(depth);
  if (!isJsonObject(value)) {
    const text = inner(value, options);
    lines.push(text === "" ? `${indent}<${name}/>` : `${indent}<${name}>${text}</${name}>`);
    return;
  }
  const attributes = isJsonObject(value[options.attributes] ?? null) ? (value[options.attributes] as JsonObject) : {};
  const start = `${indent}<${name}${Object.entries(attributes).map(attribute).join("")}`;
  const children = Object.entries(value).filter(([key]) => key !== options.attributes && key !== options.text);
  const own = Object.hasOwn(value, options.text) ? inner(value[options.text] ?? null, options) : "";
  if (children.length === 0) {
    lines.push(own === "" ? `${start}/>` : `${start}>${own}</${name}>`);
    return;
  }
  lines.push(`${start}>`);
  if (own !== "") lines.push(`${indent}  ${own}`);
  for (const [key, entry] of children) element(key, entry, depth + 1, options, lines);
  lines.push(`${indent}</${name}>`);
}

function check(name: string) {
  if (validName.test(name)) return;
  throw new NodeError(`"${name.slice(0, 80)}" cannot be the name of an XML element`, {
    code: "XML_NAME",
    hint: "Rename the field: it starts with a letter and has no spaces",
  });
}

function attribute([name, value]: [string, Json]): string {
  check(name);
  const text = plain(value).replace(/[&<"\t\n\r]/g, (character) => escapes[character] ?? character);
  return ` ${name}="${text}"`;
}

function inner(value: Json, { cdata }: BuildOptions): string {
  const text = plain(value);
  if (cdata && /[&<>]/.test(text)) return `<![CDATA[${text.replaceAll("]]>", "]]]]><![CDATA[>")}]]>`;
  return text.replace(/[&<>\r]/g, (character) => escapes[character] ?? character);
}

const plain = (value: Json) =>
  value === null ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);

const escapes: { [character: string]: string } = {
  ...{ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" },
  ...{ "\t": "&#x9;", "\n": "&#xA;", "\r": "&#xD;" },
};
