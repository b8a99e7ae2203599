import { readdirSync, readFileSync } from "node:fs";
import { parseSync } from "vite";
import { expect, it } from "vitest";

/** Attributes and properties whose text people read. */
const shown =
  /^(title|label|plain|placeholder|description|alt|hint|text|summary|action|confirm|message|heading|aria-label|aria-description|aria-roledescription|ariaLabel|addLabel|emptyText)$/;
/** Elements whose content is code or a key. */
const verbatim = /^(code|pre|kbd|Kbd|Code|style|script)$/;
/** Names that are the same in all languages. */
const names = /^(Islewire|JSON|URL|cURL|curl|SQL|HTML|CSV|ID|OK|n8n|GET|POST|Ctrl|Esc|Enter|Tab)$/;

/** Class names, samples of names in capitals, and addresses. */
const notProse = /^(!?[a-z0-9]+([-:/.][a-z0-9]+)+( |$))+$|^[A-Z_]+$|^https?:\/\/\S+$/;
/** Names of the expression language, which are code. */
const code = /code-editor\/known-names\.ts$/;

type Node = { type: string; start: number } & Record<string, unknown>;

const files = ["components", "editor", "app"].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$|testing\.tsx?$/.test(file) && !code.test(file))
    .map((file) => `${folder}/${file}`),
);

it.each(files)("%s takes what people read from the message files", (file) => {
  expect(literalTexts(file, readFileSync(file, "utf8"))).toEqual([]);
});

it.each([
  ["<p>Nothing here yet</p>", ["Nothing here yet"]],
  ["<p>{n} items</p>", ["items"]],
  ["<p>{n > 1 ? 'Many' : 'One thing'}</p>", ["Many", "One thing"]],
  [`<p>{\`Step \${n}\`}</p>`, ["Step"]],
  ['<Dialog title="Are you sure?" />', ["Are you sure?"]],
  ['<b aria-label={open ? "Close it" : "Open it"} />', ["Close it", "Open it"]],
  ['toast.error("It failed")', ["It failed"]],
  ['[{ id: "x", label: "Add node" }]', ["Add node"]],
  ['<p className="flex gap-2">{t("empty")} · <Kbd>Ctrl</Kbd> <code>a b</code></p>', []],
])("finds the text in %s", (source, expected) => {
  expect(literalTexts("planted.tsx", `const planted = ${source};`)).toEqual(expected);
});

function literalTexts(file: string, source: string): string[] {
  const found: string[] = [];
  const say = (text: string) => {
    if (/[A-Za-z]{2}/.test(text) && !names.test(text.trim()) && !notProse.test(text.trim())) found.push(text.trim());
  };
  const visit = (value: unknown, isShown: boolean) => {
    if (Array.isArray(value)) for (const entry of value) visit(entry, isShown);
    else if (isNode(value)) visitNode(value, isShown);
  };
  const visitNode = (node: Node, isShown: boolean) => {
    switch (node.type) {
      case "JSXElement": {
        const { openingElement, children } = node as unknown as { openingElement: Node; children: Node[] };
        visit(openingElement.attributes, false);
        const name = (openingElement.name as { name?: string }).name ?? "";
        if (!verbatim.test(name)) visit(children, true);
        return;
      }
      case "JSXText":
        return say(String(node.value));
      case "JSXAttribute":
        return visit(node.value, shown.test((node.name as { name: string }).name));
      case "Property":
        return visit(
          node.value,
          shown.test(
            ((node.key as { name?: string; value?: string }).name ?? (node.key as { value?: string }).value) || "",
          ),
        );
      case "CallExpression": {
        const callee = source.slice(node.start, (node.arguments as Node[])[0]?.start ?? node.start);
        visit(node.callee, false);
        return visit(node.arguments, /^toast(\.\w+)?\($/.test(callee.trim()));
      }
      case "ConditionalExpression":
        visit(node.test, false);
        return visit([node.consequent, node.alternate], isShown);
      case "LogicalExpression":
        visit(node.left, node.operator !== "&&" && isShown);
        return visit(node.right, isShown);
      case "BinaryExpression":
        return visit([node.left, node.right], node.operator === "+" && isShown);
      case "MemberExpression":
        return visit(node.object, false);
      case "Literal":
        if (isShown && typeof node.value === "string") say(node.value);
        return;
      case "TemplateLiteral":
        if (isShown) for (const { value } of node.quasis as { value: { cooked: string } }[]) say(value.cooked);
        return visit(node.expressions, isShown);
      case "ImportDeclaration":
        return;
      default:
        for (const [key, value] of Object.entries(node))
          if (key !== "type") visit(value, isShown && /^(JSX|Chain|Paren|TSAs|TSNon|TSSat)/.test(node.type));
    }
  };
  visit((parseSync(file, source) as unknown as { program: Node }).program, false);
  return found;
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string";
}
