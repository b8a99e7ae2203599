import type { Json, JsonObject } from "@/shared/item";
import { type Answer, type Call, type Service, startService } from "../service";

export type Search = Service & { documents: Map<string, JsonObject> };

export const searchKey = "search-key";

/** The part of Meilisearch that keeps documents of one index: changes are tasks, done in their order. */
export async function startSearch(port = 0): Promise<Search> {
  const documents = new Map<string, JsonObject>();
  let tasks = 0;
  const allowed =
    (work: (call: Call) => Answer) =>
    (call: Call): Answer =>
      call.headers.authorization === `Bearer ${searchKey}`
        ? work(call)
        : {
            status: 403,
            json: { message: "The provided API key is invalid.", code: "invalid_api_key", type: "auth" },
          };
  const task = (type: string) => ({
    status: 202,
    json: { taskUid: tasks++, indexUid: "entries", status: "enqueued", type, enqueuedAt: new Date().toISOString() },
  });
  const service = await startService(
    {
      "POST /indexes/entries/documents": allowed(({ body }) => {
        for (const document of [body as JsonObject | JsonObject[]].flat()) documents.set(String(document.id), document);
        return task("documentAdditionOrUpdate");
      }),
      "DELETE /indexes/entries/documents/:id": allowed(({ params }) => {
        documents.delete(params.id ?? "");
        return task("documentDeletion");
      }),
      "POST /indexes/entries/search": allowed(({ body }) => {
        const { q = "" } = body as { q?: string };
        const hits = [...documents.values()].filter((document) => textOf(document).includes(q.toLowerCase()));
        return { json: { hits, query: q, limit: 20, offset: 0, estimatedTotalHits: hits.length } };
      }),
    },
    port,
  );
  return { ...service, documents };
}

const textOf = (document: Json) => JSON.stringify(document).toLowerCase();
