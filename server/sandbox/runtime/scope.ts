import type { SandboxScope } from "../protocol";
import { findPath, loadLuxon } from "./lazy";

/** Runs inside the isolate: what `$json`, `$input`, `$('Node')` and their kind are. */

export type RuntimeItem = { json: { [name: string]: unknown }; binary?: unknown; from?: unknown };
export type Names = { [name: string]: (index: number) => unknown };

/** An error the user should see, unlike a slip such as a property of undefined, which gives undefined. */
export class ExpressionError extends Error {
  override name = "ExpressionError";
}

const noEnvironment =
  "The server's environment is not visible to workflows. Store the value as a variable and use $vars";

const fail = (message: string): never => {
  throw new ExpressionError(message);
};

const dateClasses = ["DateTime", "Duration", "Interval"] as const;

/** Every variable of the language, as a function of the current item's index. */
export function createNames(scope: SandboxScope, items: RuntimeItem[], nodeTexts: string[]): Names {
  const nodes = nodeReader(scope, nodeTexts);
  const input = (index: number) => ({
    get item() {
      return items[index];
    },
    first: () => items[0],
    last: () => items.at(-1),
    all: () => items,
    params: scope.params,
  });
  const moment = () => loadLuxon().DateTime.fromMillis(scope.now, { zone: scope.timezone });

  return {
    $json: (index) => items[index]?.json,
    $data: (index) => items[index]?.json,
    $binary: (index) => items[index]?.binary ?? {},
    $input: input,
    $: (index) => (name: unknown) => nodes(String(name), index),
    $node: (index) => nodesByName(scope, (name) => nodes(name, index)),
    $items: (index) => (name?: string) => (name === undefined ? items : nodes(name, index).all()),
    $itemIndex: (index) => index,
    $position: (index) => index,
    $runIndex: () => scope.runIndex,
    $prevNode: () => ({
      name: scope.prevNode?.name,
      outputIndex: 0,
      port: scope.prevNode?.port,
      runIndex: scope.prevNode?.runIndex,
    }),
    $parameter: () => scope.params,
    $now: moment,
    $today: () => moment().startOf("day"),
    $workflow: () => scope.workflow,
    $execution: () => scope.execution,
    $executionId: () => scope.execution.id,
    $mode: () => scope.execution.mode,
    $vars: () => scope.vars,
    $env: () => new Proxy({}, { get: () => fail(noEnvironment) }),
    $jmespath: () => findPath,
    $jmesPath: () => findPath,
    $if:
      () =>
      (test: unknown, yes: unknown, no: unknown = false) =>
        test ? yes : no,
    $ifEmpty: () => (value: unknown, otherwise: unknown) => (isEmpty(value) ? otherwise : value),
    $min:
      () =>
      (...numbers: number[]) =>
        Math.min(...numbers),
    $max:
      () =>
      (...numbers: number[]) =>
        Math.max(...numbers),
    ...Object.fromEntries(dateClasses.map((name) => [name, () => loadLuxon()[name]])),
  };
}

function nodeReader(scope: SandboxScope, texts: string[]) {
  let at = 0;
  const known = new Map(
    scope.nodes.map((node) => {
      const own = node.ports.map((port) => ({
        port,
        text: texts[at++] ?? "[]",
        items: undefined as RuntimeItem[] | undefined,
      }));
      return [node.name, { node, own }] as const;
    }),
  );
  const read = (entry: { text: string; items: RuntimeItem[] | undefined }): RuntimeItem[] => {
    entry.items ??= JSON.parse(entry.text) as RuntimeItem[];
    return entry.items;
  };

  return (name: string, index: number) => {
    const found = known.get(name);
    if (!found && !scope.notExecuted.includes(name)) fail(`There is no node "${name}" in this workflow`);
    const { node, own } = found ?? { node: undefined, own: [] };
    const need = () => {
      if (!node) fail(`Node "${name}" has not been executed`);
    };
    const port = (branch?: number | string): RuntimeItem[] => {
      need();
      const wanted =
        typeof branch === "number" ? own[branch] : own.find((o) => o.port === (branch ?? node?.defaultPort));
      return wanted ? read(wanted) : [];
    };
    const paired = (itemIndex: number): RuntimeItem | undefined => {
      need();
      const place = node?.paired[itemIndex];
      if (!place) return fail(`It is not known which item of "${name}" belongs to item ${itemIndex}`);
      const entry = own[place[0]];
      return entry ? read(entry)[place[1]] : undefined;
    };
    return {
      get item() {
        return paired(index);
      },
      get json() {
        return paired(index)?.json;
      },
      get binary() {
        return paired(index)?.binary;
      },
      itemMatching: paired,
      pairedItem: (itemIndex = index) => paired(itemIndex),
      first: (branch?: number | string) => port(branch)[0],
      last: (branch?: number | string) => port(branch).at(-1),
      all: (branch?: number | string) => port(branch),
      isExecuted: node !== undefined,
      params: node?.params ?? {},
    };
  };
}

function nodesByName(scope: SandboxScope, read: (name: string) => unknown) {
  const all: { [name: string]: unknown } = {};
  for (const name of [...scope.nodes.map((node) => node.name), ...scope.notExecuted]) {
    Object.defineProperty(all, name, { get: () => read(name), enumerable: true });
  }
  return all;
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}
