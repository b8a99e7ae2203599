import type { ParsedImport } from "@/shared/api";
import { AppError } from "@/shared/errors";
import { jsonProblemText } from "@/shared/json-text";
import { workflowDocumentSchema } from "@/shared/workflow-schema";
import { importN8n, isN8nDocument } from "./n8n-import";

const maxBytes = 20 * 1024 * 1024;
const unknownTypes = "The node type is not known here; the node is kept and can be replaced";

/** A workflow from text of somebody else: ours or n8n's. Throws `AppError` that names the line or the field. */
export function parseWorkflowText(text: string, isKnownType: (type: string) => boolean): ParsedImport {
  if (Buffer.byteLength(text) > maxBytes) {
    throw new AppError("INVALID", `The file is larger than the limit of ${maxBytes / 1_048_576} MB`, {
      hint: "A workflow is text of some kilobytes",
    });
  }
  const value = parseJson(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new AppError("INVALID", "The file holds JSON, but not a workflow", {
      hint: "Choose a file that was exported from Islewire or n8n",
    });
  }
  if (isN8nDocument(value)) return importN8n(value);
  const parsed = workflowDocumentSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const more = parsed.error.issues.length - 1;
    const field = fieldName(issue?.path ?? []);
    const others = more > 0 ? ` (and ${more} more)` : "";
    throw new AppError(
      "INVALID",
      `Not a workflow: ${field ? `field "${field}" ` : ""}${issue?.message ?? "is not valid"}${others}`,
      {
        hint: "Nothing was changed. Correct the field, or export the workflow again",
      },
    );
  }
  const warnings = parsed.data.nodes
    .filter(({ type }) => !isKnownType(type))
    .map(({ name, type }) => ({ message: `${unknownTypes} (${type})`, place: name }));
  const withCredentials = parsed.data.nodes.filter(({ credentials }) => credentials && Object.keys(credentials).length);
  const document = { ...parsed.data, nodes: parsed.data.nodes.map(({ credentials: _, ...node }) => node) };
  warnings.push(
    ...withCredentials.map(({ name }) => ({
      message: "Choose the credential again: a file never brings one along",
      place: name,
    })),
  );
  return { document, format: "islewire", warnings };
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
