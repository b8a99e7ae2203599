import type { Store } from "@/server/db/client";
import { egressRules } from "@/server/http/addresses";
import { createHttpClient, type HttpClient } from "@/server/http/client";
import type { FileStore } from "@/server/http/files";
import type { ProjectEgress } from "@/shared/egress";

export type WaysOut = {
  /** For the server's own work, and what belongs to no project. */
  own: HttpClient;
  /** For workflows of a project: connections are shared with no other project that may reach less or more. */
  of(projectId: string): HttpClient;
  /** Of the project that has the credential. */
  ofCredential(id: string | undefined): HttpClient;
  /** What projects may reach is read again. */
  forget(): void;
  close(): Promise<void>;
};

type Known = { text: string | null; client: HttpClient };

/** `allowed`: private targets that the operator named. */
export function createWaysOut(store: Store, files: FileStore, allowed: readonly string[]): WaysOut {
  const own = createHttpClient({ rules: egressRules(allowed), files });
  const find = store.rawRead.prepare<[string], string | null>("SELECT egress FROM projects WHERE id = ?").pluck();
  const findOwner = store.rawRead.prepare<[string], string>("SELECT project_id FROM credentials WHERE id = ?").pluck();
  const known = new Map<string, Known>();
  /** Those that are not `own`. What is under way with one that was replaced goes on. */
  const made = new Set<HttpClient>();
  const fresh = new Set<string>();

  const ways: WaysOut = {
    own,
    of(projectId) {
      const before = known.get(projectId);
      if (before && fresh.has(projectId)) return before.client;
      fresh.add(projectId);
      const text = find.get(projectId) ?? null;
      if (before?.text === text) return before.client;
      const client = text === null ? own : withRules(JSON.parse(text) as ProjectEgress);
      known.set(projectId, { text, client });
      return client;
    },
    ofCredential(id) {
      const projectId = id === undefined ? undefined : findOwner.get(id);
      return projectId === undefined ? own : ways.of(projectId);
    },
    forget: () => fresh.clear(),
    async close() {
      await Promise.all([own, ...made].map((client) => client.close()));
    },
  };
  return ways;

  function withRules({ allow, only }: ProjectEgress): HttpClient {
    const client = createHttpClient({ rules: egressRules([...allowed, ...allow], only), files });
    made.add(client);
    return client;
  }
}
