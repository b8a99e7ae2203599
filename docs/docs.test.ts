import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { findNode } from "@/nodes/registry";
import { objectSchema } from "@/nodes/sdk/params";
import { editorPage } from "@/scripts/editor-page";
import { expressionsPage, nodesPage, workflowSchema } from "@/scripts/generated-docs";
import { nodeIcons } from "@/scripts/node-icons";
import { pictureFile, pictureNames, pictures, themes } from "@/scripts/screenshots/pictures";
import { help } from "@/server/cli/help";
import type { SandboxScope } from "@/server/sandbox/protocol";
import { createNames } from "@/server/sandbox/runtime/scope";
import { parseWorkflowText } from "@/server/services/workflow-import";
import { expressionVariables } from "@/shared/expression-variables";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const read = (path: string) => readFileSync(join(root, path), "utf8");
const pages = [
  ...["README.md", "CONTRIBUTING.md", "CHANGELOG.md"],
  ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".md"))
    .map((path) => `docs/${path}`),
];
const outOfDate = "run `npm run docs` and commit what it writes";

describe("what is written from the code", () => {
  it("the page of nodes is up to date", () => {
    expect(read("docs/nodes.md"), outOfDate).toBe(formatted("docs/nodes.md", nodesPage()));
  });

  it("the reference of expressions is up to date", () => {
    const path = "docs/expression-reference.md";
    expect(read(path), outOfDate).toBe(formatted(path, expressionsPage()));
  });

  it("the page of the editor is up to date", () => {
    expect(read("docs/editor.md"), outOfDate).toBe(formatted("docs/editor.md", editorPage()));
  });

  it("the pictures of node types are up to date", () => {
    expect(read("public/node-icons.svg"), outOfDate).toBe(nodeIcons());
  });

  it("the JSON Schema of workflows is up to date", () => {
    const path = "public/workflow.schema.json";
    expect(read(path), outOfDate).toBe(formatted(path, JSON.stringify(workflowSchema(), null, 2)));
  });

  it("the example of the README can be imported and published as it is", () => {
    const { document, warnings } = parseWorkflowText(read("docs/examples/stand-ins.json"), (type) =>
      Boolean(findNode(type)),
    );
    expect(warnings).toEqual([]);
    for (const { type, params } of document.nodes) {
      expect(objectSchema(findNode(type)?.params ?? {}).safeParse(params).error).toBeUndefined();
    }
  });
});

describe("pictures", () => {
  const made = pictureNames.flatMap((name) => themes.map((theme) => ({ file: pictureFile(name, theme), name })));

  it("all that pages show are made by `npm run screenshots`, and it makes no others", () => {
    const shown = pages.flatMap((page) =>
      [...read(page).matchAll(/(?:\]\(|srcset="|src=")([^)"#]+\.(?:png|jpe?g|gif|svg|webp))/g)].map(([, target = ""]) =>
        join(dirname(page), target),
      ),
    );
    expect([...new Set(shown)].sort()).toEqual(made.map(({ file }) => file).sort());
    expect(readdirSync(join(root, "docs/images")).sort()).toEqual(made.map(({ file }) => basename(file)).sort());
  });

  it.each(made)("$file is of the size that `npm run screenshots` makes now", ({ file, name }) => {
    const png = readFileSync(join(root, file));
    expect({ width: png.readUInt32BE(16), height: png.readUInt32BE(20) }).toEqual(pictures[name]);
  });
});

describe("what is written by hand", () => {
  it("the page on running lists every setting of traces", () => {
    const known = [...read("server/main/traces/rules.ts").matchAll(/\b((?:OTEL|ISLEWIRE)_[A-Z_]+): (?:z|address)\./g)];
    const listed = [...read("docs/running.md").matchAll(/^\| `((?:OTEL|ISLEWIRE_TRACES)[A-Z_]*)` +\|/gm)];
    expect(known.length).toBeGreaterThan(0);
    expect(listed.map(([, name]) => name)).toEqual(known.map(([, name]) => name));
  });

  it("the README and the page on running list every setting, and none that does not exist", () => {
    const sources = read("server/main/env.ts") + read("server/main/audit/rules.ts");
    const known = [...sources.matchAll(/^ {2}([A-Z_]+): z/gm)].map(([, name]) => name);
    const pages = read("README.md") + read("docs/running.md");
    const listed = [...pages.matchAll(/^\| `(?!OTEL_|ISLEWIRE_TRACES`)([A-Z_]+)` +\|/gm)].map(([, name]) => name);
    expect(listed.toSorted()).toEqual([...known, "ISLEWIRE_LOG_LEVEL"].toSorted());
  });

  it("the README shows the command line's own help", () => {
    expect(read("README.md")).toContain(help.slice(help.indexOf("Usage:")).trim());
  });

  it("the reference of expressions lists every variable, and none that does not exist", () => {
    const scope = { now: 0, timezone: "utc", nodes: [], notExecuted: [], execution: {} };
    const known = Object.keys(createNames(scope as unknown as SandboxScope, [], [])).filter((name) =>
      /^\$(?!\$)/.test(name),
    );
    const listed = expressionVariables.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
    // What a node evaluates later by itself has more.
    const later = ["$response", "$pageCount", "$request"];
    expect(listed.toSorted()).toEqual([...known, ...later].toSorted());
  });

  it.each(pages)("%s leads only to pages and tests that exist", (page) => {
    const text = read(page);
    const links = [...text.matchAll(/(?:\]\(|srcset="|src=")([^)"#]+)/g)].map(([, target = ""]) => target);
    const own = links.filter((target) => !/^\w+:/.test(target));
    expect(own.filter((target) => !existsSync(join(root, dirname(page), target)))).toEqual([]);
    expect(testsOf(text).filter(({ file, title }) => !isThere(file, title))).toEqual([]);
  });
});

/** As `npm run docs` writes it: it formats what it has written. */
function formatted(path: string, input: string): string {
  return execFileSync(join(root, "node_modules/.bin/biome"), ["format", `--stdin-file-path=${path}`], {
    cwd: root,
    input,
    encoding: "utf8",
  });
}

/** Tests are named as `folder/file.test.ts`, "title", "another title". */
function testsOf(text: string): { file: string; title: string }[] {
  return [...text.matchAll(/`([\w./-]+\.(?:test|spec)\.ts)`((?:,\s+"[^"]+")*)/g)].flatMap(
    ([, file = "", titles = ""]) => {
      const named = [...titles.matchAll(/"([^"]+)"/g)].map(([, title = ""]) => title.replace(/\s+/g, " "));
      return named.length ? named.map((title) => ({ file, title })) : [{ file, title: "" }];
    },
  );
}

const isThere = (file: string, title: string) => existsSync(join(root, file)) && read(file).includes(title);
