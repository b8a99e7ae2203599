import { importN8n, isN8nDocument } from "@/server/n8n/import";
import type { ParsedImport } from "@/shared/api";
import { isDeeperThan } from "@/shared/depth";
import { AppError } from "@/shared/errors";
import { jsonProblemText } from "@/shared/json-text";
import { safeParse } from "@/shared/safe-parse";
import type { WorkflowDocument } from "@/shared/workflow";
import { workflowDocumentSchema } from "@/shared/workflow-schema";

const maxBytes = 20 * 1024 * 1024;
const maxDepth = 200;
const maxWorkflows = 2_000;
const limits = { nodes: 10_000, edges: 40_000, notes: 1_000 };
const unknownTypes = "The node type is not known here; the node is kept and can be replaced";

type IsKnown = (type: string) => boolean;

/** A workflow from text of somebody else: ours or n8n's. Throws `AppError` that names the line or the field. */
export function parseWorkflowText(text: string, isKnownType: IsKnown): ParsedImport {
  const [first, ...more] = workflowsOfText(text);
  if (more.length === 0) return parseWorkflow(first, isKnownType);
  throw new AppError("INVALID", `The file holds ${more.length + 1} workflows, and only one can be taken here`, {
    hint: "Import it on the page of all workflows",
  });
}

/** What a text holds as workflows, at least one: by itself, as a list, or within what n8n's API and templates wrap it in. */
export function workflowsOfText(text: string): unknown[] {
  if (Buffer.byteLength(text) > maxBytes) {
    throw new AppError("INVALID", `The file is larger than the limit of ${maxBytes / 1_048_576} MB`, {
      hint: "A workflow is text of some kilobytes",
    });
  }
  const value = parseJson(text);
  if (typeof value === "object" && value !== null && isDeeperThan(value, maxDepth)) {
    throw new AppError("INVALID", `Not a workflow: it is nested more than ${maxDepth} levels deep`, {
      hint: "Nothing was changed. Choose a file that was exported from Islewire or n8n",
    });
  }
  const found = workflowsWithin(value);
  if (found.length <= maxWorkflows) return found;
  throw new AppError("INVALID", `The file holds ${found.length} workflows, the limit is ${maxWorkflows}`, {
    hint: "Nothing was changed. Split the file",
  });
}

function workflowsWithin(value: unknown): unknown[] {
  if (Array.isArray(value) && value.length > 0) return value.flatMap(workflowsWithin);
  if (typeof value !== "object" || value === null || "nodes" in value) return [value];
  const { workflows, workflow, data } = value as { [key: string]: unknown };
  const inner = [workflows, workflow, data].find((entry) => typeof entry === "object" && entry !== null);
  return inner === undefined ? [value] : workflowsWithin(inner);
}

/** One of the workflows that `workflowsOfText` found. */
export function parseWorkflow(value: unknown, isKnownType: IsKnown): ParsedImport {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new AppError("INVALID", "The file holds JSON, but not a workflow", {
      hint: "Choose a file that was exported from Islewire or n8n",
    });
  }
  if (isN8nDocument(value)) {
    const imported = importN8n(value);
    return { ...imported, document: checked(imported.document) };
  }
  const given = checked(value);
  const warnings = given.nodes
    .filter(({ type }) => !isKnownType(type))
    .map(({ name, type }) => ({ message: `${unknownTypes} (${type})`, place: name }));
  const withCredentials = given.nodes.filter(({ credentials }) => credentials && Object.keys(credentials).length);
  const document = { ...given, nodes: given.nodes.map(({ credentials: _, ...node }) => node) };
  warnings.push(
    ...withCredentials.map(({ name }) => ({
      message: "Choose the credential again: a file never brings one along",
      place: name,
    })),
  );
  return { document, format: "islewire", warnings };
}

function checked(value: unknown): WorkflowDocument {
  refuseTooMany(value);
  const parsed = safeParse<WorkflowDocument>(workflowDocumentSchema, value);
  if ("data" in parsed) return parsed.data;
  const [issue] = parsed.issues;
  const more = parsed.issues.length - 1;
  const field = fieldName(issue?.path ?? []);
  const others = more > 0 ? ` (and ${more} more)` : "";
  throw new AppError(
    "INVALID",
    `Not a workflow: ${field ? `field "${field}" ` : ""}${issue?.message ?? "is not valid"}${others}`,
    { hint: "Nothing was changed. Correct the field, or export the workflow again" },
  );
}

/** Before each entry is looked at: a list of a million is refused at once. */
function refuseTooMany(value: unknown): void {
  for (const [field, max] of Object.entries(limits)) {
    const list = (value as { [field: string]: unknown })[field];
    if (Array.isArray(list) && list.length > max) {
      throw new AppError(
        "INVALID",
        `Not a workflow: field "${field}" has ${list.length} entries, the limit is ${max}`,
        {
          hint: "Split the workflow and call the parts with Execute Workflow",
        },
      );
    }
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new AppError("INVALID", `Not valid JSON: ${jsonProblemText(text)}`, {
      hint: "Nothing was changed. Choose a file that was exported from Islewire or n8n",
    });
  }
}

const fieldName = (path: readonly PropertyKey[]) => path.map(String).join(".");
