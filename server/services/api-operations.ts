import { documentIcon, operationParams, serverParam, slotsOf } from "@/nodes/api-document/definition";
import type { DocumentFacts, StoredOperation } from "@/nodes/api-document/stored";
import type { CredentialSlots } from "@/nodes/sdk/credential";
import { describeParams } from "@/nodes/sdk/params";
import { textsOf, withTexts } from "@/nodes/sdk/texts";
import { commonWords } from "@/nodes/translations";
import { apiTypeOf, isApiType, slugOf } from "@/server/runs/api-types";
import type { ApiOperationForm, ApiOperationInfo, NodeTypeInfo } from "@/shared/api";
import { AppError } from "@/shared/errors";
import type { Locale } from "@/shared/messages/locales";
import { infoOf } from "./api-nodes";
import type { ServiceContext } from "./context";

/** What the editor shows of nodes made of OpenAPI documents. Their operations are too many to send them all. */

type Db = Pick<ServiceContext, "store">;

export function apiNodeTypes({ store }: Db, locale: Locale): NodeTypeInfo[] {
  const rows = store.rawRead
    .prepare<[], { slug: string; label: string; version: number; facts: string }>(
      `SELECT n.slug, n.label, n.version, d.facts FROM api_nodes n
       JOIN api_documents d ON d.node_id = n.id AND d.version = n.version WHERE n.project_id = 'main' ORDER BY n.label`,
    )
    .all();
  return rows.map(({ slug, label, version, facts: text }): NodeTypeInfo => {
    const facts = JSON.parse(text) as DocumentFacts;
    return inWordsOf(locale, {
      ...{ type: apiTypeOf(slug), version, label, summary: facts.summary || facts.title, category: "service" as const },
      ...{ icon: documentIcon, keywords: ["openapi", "api", facts.title.toLowerCase()] },
      ...{ inputs: ["main"], outputs: ["main"], line: "{operation.is}" },
      fields: {
        operation: { label: "Operation", control: "operation" as const, required: true, default: { is: "" } },
        ...describeParams({ server: serverParam(facts) }),
      },
      credentials: Object.entries(slotsOf(facts) as CredentialSlots).map(
        ([slot, { label: name, types, optional }]) => ({
          ...{ slot, label: name, optional, types: types.map(({ type }) => type) },
        }),
      ),
    });
  });
}

const maxFound = 100;

type Place = { type: string; version: number };

/** By words in any order, wherever they stand: key, summary, tag, method or path. */
export function searchOperations(
  ctx: Db,
  { type, version, search }: Place & { search: string },
): { operations: ApiOperationInfo[]; isCut: boolean } {
  const nodeId = idOf(ctx, type);
  const words = search.toLowerCase().split(/\s+/).filter(Boolean).slice(0, 10);
  const where = words.map(
    () => `lower(key || ' ' || label || ' ' || tag || ' ' || method || ' ' || path) LIKE ? ESCAPE '\\'`,
  );
  const patterns = words.map((word) => `%${word.replace(/[\\%_]/g, "\\$&")}%`);
  const rows = ctx.store.rawRead
    .prepare<unknown[], ApiOperationInfo>(
      `SELECT key, label, method, path, tag FROM api_operations
       WHERE ${["node_id = ?", "version = ?", ...where].join(" AND ")} ORDER BY position LIMIT ${maxFound + 1}`,
    )
    .all(nodeId, version, ...patterns);
  return { operations: rows.slice(0, maxFound), isCut: rows.length > maxFound };
}

/** The form of one operation; nothing when the document of that version does not have it. */
export function operationForm(
  ctx: Db,
  { type, version, key }: Place & { key: string },
  locale: Locale,
): ApiOperationForm | null {
  const row = ctx.store.rawRead
    .prepare<[string, number, string], { data: string }>(
      "SELECT data FROM api_operations WHERE node_id = ? AND version = ? AND key = ?",
    )
    .get(idOf(ctx, type), version, key);
  if (!row) return null;
  const stored = JSON.parse(row.data) as StoredOperation;
  const { help } = stored;
  const form = { ...infoOf(stored), ...(help && { help }), fields: describeParams(operationParams(stored)) };
  return inWordsOf(locale, form);
}

function idOf({ store }: Db, type: string): string {
  const row = isApiType(type)
    ? store.rawRead
        .prepare<[string], { id: string }>("SELECT id FROM api_nodes WHERE project_id = 'main' AND slug = ?")
        .get(slugOf(type))
    : undefined;
  if (row) return row.id;
  throw new AppError("NOT_FOUND", `There is no API node "${type}"`, { hint: "It may have been deleted" });
}

/** Only our own words have a translation; those of the document stay as they are. */
function inWordsOf<T extends object>(locale: Locale, description: T): T {
  if (locale === "en") return description;
  const words = commonWords[locale];
  const texts = Object.entries(textsOf(description)).flatMap(([place, english]) =>
    Object.hasOwn(words, english) ? [[place, words[english] ?? english]] : [],
  );
  return withTexts(description, Object.fromEntries(texts));
}
