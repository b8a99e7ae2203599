import { createHash } from "node:crypto";
import { maxItems } from "@/nodes/sdk/item-limit";
import { NodeError } from "@/nodes/sdk/node-error";
import type { CodeItem, LastingScope, Services } from "@/nodes/sdk/services";
import type { NodeEnvironment, ResolvedParams } from "@/server/engine/execute-node";
import type { Memory, Step } from "@/server/engine/run-workflow";
import type { RunOrder } from "@/server/runs/protocol";
import { compileParams, type NodeReads } from "@/server/sandbox/compile-params";
import { SandboxFailure } from "@/server/sandbox/executor-client";
import type { Code, CodeOutcome, Column, SandboxError } from "@/server/sandbox/protocol";
import { readColumns, readOutcome, readRows } from "@/server/sandbox/read-answer";
import { resolveParams } from "@/server/sandbox/resolve-params";
import type { ExecutionEvent } from "@/shared/execution";
import type { Fields } from "@/shared/field";
import type { Item, Json, JsonObject } from "@/shared/item";
import { callWorkflow } from "./call-workflow";
import { type CredentialUses, createUses, hidingOf, maskedJson, noUses } from "./credential-uses";
import { doorsOf, httpOf } from "./doors";
import { itemsText } from "./item-text";
import type { ExecutionLedger } from "./ledger";
import type { Runner, StepNotes } from "./run-execution";
import { type ExecutionContext, sandboxScope } from "./sandbox-scope";
import { typedSecrets } from "./typed-secrets";
import type { Workshop } from "./worker";

export type Surroundings = {
  workshop: Workshop;
  context: ExecutionContext;
  order: RunOrder;
  ledger: ExecutionLedger;
  /** How many workflows called each other to get here. */
  depth: number;
  run: Runner["run"];
  emit(event: ExecutionEvent): void;
  notes: StepNotes;
  /** Of earlier attempts at the step. */
  failedTries: number;
  onRetry(failedTries: number): void;
  /** Of a pause between tries that the execution may wait for in the database. */
  postponeFromMs?: number;
};

/** What expressions are about: items, the nodes they read, and variables beside the usual ones. */
type About = { items: Item[]; reads: NodeReads; firstItem?: number; more?: JsonObject };

/** What one step may use: its definition, parameters, credentials and the services of the host. */
export function nodeEnvironment(
  around: Surroundings,
  step: Step,
  signal: AbortSignal,
  memory: Memory,
): NodeEnvironment | Promise<NodeEnvironment> {
  const { workshop, context, order, notes, emit } = around;
  const { definition, template, checked, secretFields } = context.version.prepared(step.node);

  // Most nodes have none: nothing is looked through for them.
  const slots = definition.credentials && !step.node.disabled ? definition.credentials : undefined;
  const uses = slots || secretFields ? createUses() : noUses;
  const lent = slots ? workshop.vault.lend(step.node, slots, { project: context.project, uses }) : {};
  return lent instanceof Promise ? lent.then(environment) : environment(lent);

  function environment(credentials: NodeEnvironment["credentials"]): NodeEnvironment {
    return {
      definition,
      checked,
      signal,
      postponeFromMs: around.postponeFromMs,
      failedTries: around.failedTries,
      credentials,
      services: services(around, step, signal, memory, uses),
      ...(uses !== noUses && { hide: hidingOf(uses) }),
      resolve(items) {
        const given = resolveParams(template, items, (codes) => evaluate(codes, { items, reads: template.reads }));
        return secretFields ? given.then((params) => hidingTyped(params, secretFields, uses)) : given;
      },
      async evaluate(value, item, index, variables) {
        const later = compileParams(value);
        const code = later.codes.map(({ source }) => source).join("\n");
        const more = {
          ...{ $itemIndex: index, $position: index, $thisItemIndex: index },
          ...maskedJson(Object.fromEntries(Object.entries(variables).filter(([name]) => code.includes(name))), uses),
        };
        const about = { items: [item], reads: later.reads, firstItem: index, more };
        return (await resolveParams(later, [item], (codes) => evaluate(codes, about))).at(0);
      },
      onRetry(failedTries, error, waitMs) {
        notes.tries = failedTries + 1;
        around.onRetry(failedTries);
        const withoutSecrets = hidingOf(uses)?.error(error) ?? error;
        const hidden = context.redaction?.error(withoutSecrets) ?? withoutSecrets;
        emit({
          type: "step.retrying",
          index: step.index,
          tries: failedTries,
          error: hidden,
          nextAt: Date.now() + waitMs,
        });
      },
    };
  }

  async function evaluate(codes: Code[], { items, reads, firstItem, more }: About): Promise<Column[]> {
    const { scope, texts } = sandboxScope(context, { ...step, firstItem }, items, reads);
    try {
      const { expressionMs: timeoutMs, outputBytes } = workshop.limits;
      const call = {
        kind: "evaluate" as const,
        project: context.project,
        timeoutMs,
        outputBytes,
        codes,
        scope: { ...scope, more },
      };
      const caller = { workflowId: order.workflowId, signal: patience(step, signal) };
      return readColumns(await workshop.executor.call(call, [itemsText(items), ...texts], caller));
    } catch (thrown) {
      throw thrown instanceof SandboxFailure ? sandboxError(thrown.error, "The evaluation of expressions") : thrown;
    }
  }
}

/** What is entered in fields for secrets is hidden like what is in credentials. */
function hidingTyped(params: ResolvedParams, fields: Fields, uses: CredentialUses): ResolvedParams {
  return {
    ...params,
    at(index) {
      const values = params.at(index);
      uses.secrets(typedSecrets(fields, values));
      return values;
    },
  };
}

function services(
  around: Surroundings,
  step: Step,
  signal: AbortSignal,
  memory: Memory,
  uses: CredentialUses,
): Services {
  const { workshop, context, order, notes } = around;
  const { vault, files, folder } = workshop;
  const http = workshop.ways.of(context.project);
  return {
    ...httpOf({ http, vault, uses, signal }),
    lookUpName: http.lookUpName,
    ...doorsOf(http, uses),
    files,
    folder,
    memory,
    earlierInput: (run) => context.history.inputOf(step.node.id, run),
    lasting: context.memory.of(step.node.id, step.index, around.ledger),
    tables: workshop.tables.of(context.project, step.index, around.ledger),
    endpoints: workshop.endpoints.of(order.workflowId, step.node, (write) => context.memory.also(step.index, write)),
    annotate: (name, text) => context.memory.annotate(step.index, name, maskedJson(text, uses)),
    log: (message) => {
      if (notes.logs.length < maxLogLines) notes.logs.push(maskedJson(message, uses).slice(0, 4_000));
    },
    respond(response) {
      const hidden = maskedJson(response as unknown as Json, uses) as unknown as typeof response;
      workshop.send({ type: "respond", id: order.id, response: hidden });
      // Who waits for the end otherwise has the answer now.
      if (order.takesResponse) order.wantsResult = false;
      return true;
    },
    executeWorkflow: (request) => callWorkflow(around, step, request, signal, memory),
    runCode: (request) => runCode(around, step, request, signal),
    runSql: (request) => runSql(around, step, request, signal),
    idempotencyKey: (item) => keyOf(order.originId, step.node.id, step.run, item),
    execution: {
      id: order.id,
      mode: order.mode,
      workflow: { id: order.workflowId, name: context.version.document.name },
      timezone: context.timezone,
      run: step.run,
      vars: context.vars,
    },
  };
}

/** In the form of a UUID, which services take. */
function keyOf(...place: (string | number)[]): string {
  const hex = createHash("sha256").update(JSON.stringify(place)).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    "-",
  );
}

async function runCode(
  { workshop, context, order, notes, ledger }: Surroundings,
  step: Step,
  { source, mode, items }: Parameters<Services["runCode"]>[0],
  signal: AbortSignal,
): Promise<CodeItem[]> {
  const { codeReads } = context.version.prepared(step.node);
  const { scope, texts } = sandboxScope(context, step, items, codeReads(source));
  const { logLines, outputBytes } = workshop.limits;
  const codeMs = codeLimit(workshop, context);
  const lasting = context.memory.of(step.node.id, step.index, ledger);
  if (source.includes("getWorkflowStaticData")) {
    const part = (scope: LastingScope) => (lasting.get(scope, staticData) ?? {}) as JsonObject;
    scope.staticData = { global: part("workflow"), node: part("node") };
  }
  const { onError } = step.node;
  const keepGoing = onError === "continue" || onError === "branch";
  let outcome: CodeOutcome;
  try {
    const limits = { timeoutMs: codeMs, logLines, outputBytes };
    const call = { kind: "code" as const, project: context.project, source, mode, keepGoing, ...limits, scope };
    const caller = { workflowId: order.workflowId, signal: patience(step, signal) };
    outcome = readOutcome(await workshop.executor.call(call, [itemsText(items), ...texts], caller), logLines);
  } catch (thrown) {
    throw thrown instanceof SandboxFailure ? sandboxError(thrown.error, "The code") : thrown;
  }
  notes.logs.push(...outcome.logs.slice(0, maxLogLines - notes.logs.length));
  if (!outcome.ok) {
    const failed = sandboxError(outcome.error, "The code");
    if (!keepGoing || mode === "each") throw failed;
    return [{ json: {}, from: { item: 0 }, failed }];
  }
  for (const [name, text] of Object.entries(outcome.customData ?? {})) context.memory.annotate(step.index, name, text);
  const { global, node } = outcome.staticData ?? {};
  // Trying a workflow out leaves no traces.
  if (order.mode !== "manual") {
    if (global) lasting.set("workflow", staticData, global);
    if (node) lasting.set("node", staticData, node);
  }
  return (outcome.items as (Item & { failed?: SandboxError })[]).map(({ failed, ...item }) =>
    failed ? { ...item, failed: sandboxError(failed, "The code") } : item,
  );
}

/** Nobody waits longer than the node's own limit, whose error comes first. */
const patience = ({ node }: Step, signal: AbortSignal) =>
  node.timeoutMs ? AbortSignal.any([signal, AbortSignal.timeout(node.timeoutMs + 100)]) : signal;

/** The name of n8n's static data among what is remembered. */
const staticData = "static";

async function runSql(
  { workshop, context, order }: Surroundings,
  step: Step,
  { query, inputs }: Parameters<Services["runSql"]>[0],
  signal: AbortSignal,
): Promise<JsonObject[]> {
  const { outputBytes } = workshop.limits;
  const timeoutMs = codeLimit(workshop, context);
  const call = { kind: "sql" as const, project: context.project, timeoutMs, outputBytes, maxRows: maxItems, query };
  try {
    const caller = { workflowId: order.workflowId, signal: patience(step, signal) };
    const outcome = readRows(await workshop.executor.call(call, inputs.map(itemsText), caller));
    if (outcome.ok) return outcome.rows as JsonObject[];
    throw new NodeError(`The query does not work: ${outcome.message}`, {
      code: "SQL_REFUSED",
      hint: "It is one SELECT over input1, input2 … in the language of SQLite",
      param: "how.query",
    });
  } catch (thrown) {
    throw thrown instanceof SandboxFailure ? sandboxError(thrown.error, "The query") : thrown;
  }
}

const maxLogLines = 500;

/** The workflow's own limit, or that of the server. */
function codeLimit({ limits }: Workshop, { version }: ExecutionContext): number {
  const { codeSeconds } = version.document.settings;
  return codeSeconds === undefined ? limits.codeMs : codeSeconds * 1_000;
}

function sandboxError({ code, message, line, item }: SandboxError, subject: string): NodeError {
  const place = line === undefined ? "" : ` (line ${line})`;
  switch (code) {
    case "THROWN":
    case "SYNTAX":
    case "EXPRESSION":
      return new NodeError(`${message}${place}`, { code: `CODE_${code}`, item, hint: codeHint(message) });
    default:
      return new NodeError(`${subject} was stopped. ${message}`, {
        code: `CODE_${code}`,
        item,
        hint:
          code === "TIMEOUT" && subject !== "The evaluation of expressions"
            ? "Process fewer items at once, simplify the code, or raise its time in the workflow's settings"
            : "Process fewer items at once, or simplify the code",
      });
  }
}

function codeHint(message: string): string | undefined {
  if (/fetch|XMLHttpRequest|require|process|import/.test(message) && /not defined|Cannot use import/.test(message)) {
    return "Code runs without network, files and packages. Use an HTTP Request node before or after it";
  }
  return undefined;
}
