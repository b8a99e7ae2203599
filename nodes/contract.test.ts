import { existsSync, readdirSync, readFileSync } from "node:fs";
import { icons } from "lucide-react";
import { describe, expect, it } from "vitest";
import type { Field, Fields, OnlyWhen } from "@/shared/field";
import { portsOf } from "@/shared/ports";
import { credentialTypes, nodes } from "./registry";
import type { CredentialSlots } from "./sdk/credential";
import { defaultParams, describeParams, objectSchema } from "./sdk/params";

/** The texts of the folder that is named like the type, or as near as a type can be. */
function sourcesOf(type: string): string | undefined {
  const kebab = type.replace(/^core\./, "").replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const folder = new URL(`./${kebab}/`, import.meta.url);
  if (!existsSync(folder)) return undefined;
  const files = readdirSync(folder).filter((file) => file.endsWith(".ts") && !/\.(test|testing)\.ts$/.test(file));
  return files.map((file) => readFileSync(new URL(file, folder), "utf8")).join("\n");
}

const pascal = (name: string) => name.replace(/(^|-)([a-z0-9])/g, (_, __, letter: string) => letter.toUpperCase());

for (const node of nodes) {
  describe(`${node.label}, like every node,`, () => {
    it("has a type no other node has", () => {
      expect(nodes.filter((other) => other.type === node.type)).toHaveLength(1);
      expect(node.type).toMatch(/^core\.[a-z][A-Za-z0-9]+$/);
    });

    it("says what it does in one short line", () => {
      expect(node.summary).toMatch(/^[A-Z].{5,70}[^.]$/);
    });

    it("has an icon that exists", () => {
      expect(Object.keys(icons)).toContain(pascal(node.icon));
    });

    it("runs once per item or once for all, not both", () => {
      expect(Boolean(node.execute)).not.toBe(Boolean(node.executeAll));
    });

    it("starts with valid or plainly incomplete parameters when dropped on the canvas", () => {
      const result = objectSchema(node.params).safeParse(defaultParams(node.params));
      const messages = result.success ? [] : result.error.issues.map((issue) => issue.message);
      expect(messages.filter((message) => message !== "is required")).toEqual([]);
    });

    it("gives the same for missing parameters as for its defaults", () => {
      const schema = objectSchema(node.params);
      const parsed = schema.safeParse({});
      const full = schema.safeParse(defaultParams(node.params));
      expect(parsed.success).toBe(full.success);
      if (parsed.success && full.success) expect(parsed.data).toEqual(full.data);
    });

    it("builds the schemas of its parameters when they are wanted, not with the start", () => {
      const ahead = Object.entries<object>(node.params).filter(
        ([, param]) => Object.getOwnPropertyDescriptor(param, "schema")?.get === undefined,
      );
      expect(ahead.map(([name]) => name)).toEqual([]);
    });

    it("describes its form as plain JSON", () => {
      const fields = describeParams(node.params);
      expect(JSON.parse(JSON.stringify(fields))).toEqual(dropUndefined(fields));
    });

    it("leaves out fields and credentials by values that their siblings can have", () => {
      const fields = describeParams(node.params);
      expect(impossibleConditions(fields)).toEqual([]);
      for (const slot of Object.values((node.credentials ?? {}) as CredentialSlots)) {
        expect(impossible(slot.onlyWhen, fields)).toEqual([]);
      }
    });

    it("says that it may suspend, if it may", () => {
      const suspends = /\bsuspend\(|Suspension\b|\bexecuteWorkflow\b|\bwaitForForm\b/;
      const sources = sourcesOf(node.type)?.replace(/export const executeWorkflow\b/, "");
      if (sources) expect(node.suspends ?? false).toBe(suspends.test(sources));
    });

    it("names each of its ports once", () => {
      for (const specs of [node.inputs, node.outputs]) {
        const names = portsOf(specs, defaultParams(node.params)).map(({ name }) => name);
        expect(new Set(names).size).toBe(names.length);
        expect(names).not.toContain("error");
      }
    });

    it("has inputs unless it is a trigger", () => {
      expect(node.inputs.length === 0).toBe(node.trigger !== undefined);
    });

    it("names only its own parameters on its card", () => {
      for (const [, path = ""] of node.line?.matchAll(/\{([^}]+)\}/g) ?? []) {
        expect(Object.keys(node.params)).toContain(path.split(".")[0]);
      }
    });

    it("can read the parameters of every earlier version", () => {
      for (let version = 1; version < node.version; version++) expect(node.upgrades?.[version]).toBeTypeOf("function");
    });
  });
}

describe("every credential type", () => {
  it("has a type no other has, and a form", () => {
    expect(new Set(credentialTypes.map(({ type }) => type)).size).toBe(credentialTypes.length);
    for (const { params } of credentialTypes) expect(Object.keys(describeParams(params)).length).toBeGreaterThan(0);
  });

  it("hides at least one of its values", () => {
    for (const { params, type } of credentialTypes) {
      const controls = Object.values(describeParams(params)).map(({ control }) => control);
      expect(controls, type).toContain("secret");
    }
  });
});

const dropUndefined = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

function impossibleConditions(fields: Fields): string[] {
  return Object.values(fields).flatMap((field) => [
    ...impossible(field.onlyWhen, fields),
    ...(field.control === "list" ? impossibleConditions(field.of) : []),
    ...(field.control === "choice"
      ? Object.values(field.cases).flatMap((one) => impossibleConditions(one.fields))
      : []),
  ]);
}

const impossible = (onlyWhen: OnlyWhen | undefined, fields: Fields) =>
  Object.entries(onlyWhen ?? {}).flatMap(([name, values]) => {
    const possible = valuesOf(fields[name]);
    return values.filter((value) => !possible.includes(value)).map((value) => `${name}: ${value}`);
  });

function valuesOf(field: Field | undefined): (string | boolean)[] {
  if (field?.control === "toggle") return [true, false];
  if (field?.control === "choice") return Object.keys(field.cases);
  return field?.control === "select" ? field.options.map(({ value }) => value) : [];
}
