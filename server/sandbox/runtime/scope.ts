import { noInput, type SandboxScope } from "../protocol";
import { ExpressionError, fail } from "./expression-error";
import { callMethod, callMethodIf } from "./extensions/call-method";
import { createHelpers } from "./helpers";
import { InputView } from "./input-view";
import { loadLuxon, setClock } from "./lazy";
import { LegacyNodeView, NodeView, PastNodes } from "./node-reader";
import { type RuntimeItem, showFiles, showItems } from "./show-items";

/** Runs inside the isolate: what `$json`, `$input`, `$('Node')` and their kind are. */

export type Names = { [name: string]: (index: number) => unknown };
export { ExpressionError, type RuntimeItem };

const noEnvironment =
  "The server's environment is not visible to workflows. Store the value as a variable and use $vars";

const noSecrets = "Secrets are for credentials only: workflows never see them. Choose a credential in the node";

/** Values that an agent would fill in. No agent calls nodes here. */
function fromAgent(key: unknown): never {
  if (typeof key !== "string" || key === "") return fail("Add a key, e.g. $fromAI('placeholder_name')");
  if (!/^[\w-]{1,64}$/.test(key)) {
    return fail("Invalid parameter key, must be between 1 and 64 characters long: letters, numbers, _ and -");
  }
  return fail(`No agent is there to fill in "${key}". Give the value, or an expression for it`);
}

const dateClasses = ["DateTime", "Duration", "Interval"] as const;

type Settings = {
  /** For code that may change what it is given: lists are copies. */
  copies?: boolean;
  input?: ReturnType<typeof showItems>;
};

/** Every variable of the language, as a function of the current item's index. */
export function createNames(
  scope: SandboxScope,
  items: RuntimeItem[],
  nodeTexts: string[],
  { copies = false, input = showItems(items, true) }: Settings = {},
): Names {
  setClock(scope.now, scope.timezone);
  const nodes = new PastNodes(scope, nodeTexts);
  const moment = () => loadLuxon().DateTime.fromMillis(scope.now, { zone: scope.timezone });
  const here = <T>(read: (index: number) => T) => (scope.hasInput === false ? () => fail(noInput) : read);

  const names: Names = {
    $$call: () => callMethod,
    $$callIf: () => callMethodIf,
    $json: here((index) => items[index]?.json),
    $data: here((index) => items[index]?.json),
    $binary: here((index) => {
      const files = items[index]?.binary;
      return files ? showFiles(files) : {};
    }),
    $input: here((index) => new InputView(input, index, scope.params, copies)),
    $: (index) => (name: unknown) => new NodeView(nodes, String(name), index, copies),
    $node: (index) => legacyNodes(nodes, index),
    $items: () => (name?: string, branch?: number | string, run?: number) =>
      name === undefined ? new InputView(input, 0, null, copies).all() : nodes.output(name, branch, run).all(),
    $item: () => (index: number) => new Proxy({}, { get: (_, name) => names[String(name)]?.(index) }),
    $getPairedItem: () => () => fail("$getPairedItem is not known here. Use $('Node').item or .pairedItem(index)"),
    $evaluateExpression: () => () =>
      fail("$evaluateExpression is not known here. Write the expression where its value is used"),
    ...Object.fromEntries(["$fromAI", "$fromAi", "$fromai"].map((name) => [name, () => fromAgent])),
    $secrets: () => new Proxy({}, { get: () => fail(noSecrets) }),
    ...placeNames(scope),
    $now: moment,
    $today: () => moment().startOf("day"),
    $env: () => new Proxy({}, { get: () => fail(noEnvironment) }),
    ...Object.fromEntries(dateClasses.map((name) => [name, () => loadLuxon()[name]])),
  };
  for (const [name, value] of Object.entries(createHelpers())) names[name] = () => value;
  for (const [name, value] of Object.entries(scope.more ?? {})) names[name] = () => value;
  return names;
}

/** Where the code runs: node, run, workflow and execution. */
function placeNames(scope: SandboxScope): Names {
  const { execution, node } = scope;
  const index = (at: number) => at;
  return {
    ...{ $itemIndex: index, $position: index, $thisItemIndex: index },
    $runIndex: () => scope.runIndex,
    $thisRunIndex: () => scope.runIndex,
    $prevNode: () => previousNode(scope.prevNode),
    $parameter: () => scope.params,
    $rawParameter: () => scope.params,
    $self: () => ({}),
    $nodeId: () => node?.id,
    $nodeVersion: () => node?.version,
    $webhookId: () => node?.webhookId,
    $workflow: () => scope.workflow,
    $execution: () => ({ ...execution, ...(execution.customData && { customData: readOnly(execution.customData) }) }),
    $executionId: () => execution.id,
    $resumeWebhookUrl: () => execution.resumeUrl,
    $mode: () => scope.mode ?? execution.mode,
    $vars: () => scope.vars,
  };
}

function readOnly(customData: { [name: string]: string }) {
  const refuse = () => fail("An expression reads custom data only. Set it in a Code node, or with Execution Data");
  return {
    get: (name: string) => (Object.hasOwn(customData, name) ? customData[name] : undefined),
    getAll: () => ({ ...customData }),
    ...{ set: refuse, setAll: refuse },
  };
}

function previousNode(previous: SandboxScope["prevNode"]) {
  const { name, port, outputIndex = 0, runIndex } = previous ?? {};
  return Object.defineProperty({ name, outputIndex, runIndex }, "port", { value: port });
}

function legacyNodes(nodes: PastNodes, index: number) {
  const read = (name: string | symbol) =>
    typeof name === "string" ? new LegacyNodeView(nodes, name, index) : undefined;
  return new Proxy({}, { get: (_, name) => read(name), has: (_, name) => nodes.names().includes(String(name)) });
}
