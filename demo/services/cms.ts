import { type Call, type Service, startService } from "../service";

export type Entry = {
  id: string;
  status: "draft" | "published";
  title: string;
  body: string;
  tags: string[];
  url: string;
  summary: string;
  summary_of: string;
  updated_at: string;
  updated_by: string;
};
type Event = "entry.update" | "entry.publish" | "entry.unpublish" | "entry.delete";

export type Cms = Service & {
  entries: Map<string, Entry>;
  /** Where its events go; it sends each until it is taken. */
  hook: string;
  /** What was changed through the API, not by people. */
  writes: Entry[];
  sent: Event[];
  /** A person saves: a new entry, a change, its publication or the opposite. */
  save(id: string, change: Partial<Entry>): void;
  remove(id: string): void;
  /** Whether all events were taken. */
  isQuiet(): boolean;
};

/** Accounts of the API by their tokens. */
export const cmsTokens: { [token: string]: string } = { "cms-t0k": "islewire" };

/** A content system of the usual kind: an API with tokens, an error for a stale write, and an event for every save. */
export async function startCms(port = 0): Promise<Cms> {
  const entries = new Map<string, Entry>();
  let underWay = 0;
  let last = 0;

  const now = () => {
    last = Math.max(last + 1, Date.now());
    return new Date(last).toISOString();
  };
  const accountOf = ({ headers }: Call) => cmsTokens[String(headers.authorization).replace(/^Bearer /, "")];
  const refused = { status: 401, json: { error: { status: 401, message: "Missing or invalid credentials" } } };

  function change(entry: Entry, by: string, changes: Partial<Entry>): Entry {
    const was = entries.get(entry.id)?.status;
    const saved: Entry = { ...entry, ...changes, id: entry.id, updated_at: now(), updated_by: by };
    entries.set(entry.id, saved);
    if (saved.status === was) tell("entry.update", saved);
    else tell(saved.status === "published" ? "entry.publish" : "entry.unpublish", saved);
    return saved;
  }

  function tell(event: Event, { id, updated_at }: Pick<Entry, "id" | "updated_at">) {
    cms.sent.push(event);
    underWay++;
    void deliver(JSON.stringify({ event, entry: { id, updated_at } })).finally(() => underWay--);
  }

  async function deliver(body: string) {
    const headers = { "content-type": "application/json" };
    while (cms.hook !== "") {
      const answer = await fetch(cms.hook, { method: "POST", headers, body }).catch(() => undefined);
      if (answer?.ok) return;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  const service = await startService(
    {
      "GET /api/entries": (call) => {
        if (!accountOf(call)) return refused;
        const id = call.query.get("id");
        const found = [...entries.values()].filter((entry) => id === null || entry.id === id);
        return { json: { data: found, meta: { total: found.length } } };
      },
      "PATCH /api/entries/:id": (call) => {
        const account = accountOf(call);
        if (!account) return refused;
        const entry = entries.get(call.params.id ?? "");
        if (!entry) return { status: 404, json: { error: { status: 404, message: "Not Found" } } };
        const given = call.body as Partial<Entry>;
        if (given.updated_at !== entry.updated_at) {
          const message = "Saving failed! Someone else is editing this post.";
          return { status: 409, json: { error: { status: 409, name: "UpdateCollisionError", message } } };
        }
        const saved = change(entry, account, given);
        cms.writes.push(saved);
        return { json: saved };
      },
    },
    port,
  );

  const cms: Cms = {
    ...{ ...service, entries, hook: "", writes: [], sent: [] },
    save(id, changes) {
      change(entries.get(id) ?? draftOf(id), "ann", changes);
    },
    remove(id) {
      if (entries.delete(id)) tell("entry.delete", { id, updated_at: now() });
    },
    isQuiet: () => underWay === 0,
    close() {
      cms.hook = "";
      return service.close();
    },
  };
  return cms;
}

const draftOf = (id: string): Entry => ({
  ...{ id, status: "draft", title: "", body: "", tags: [], url: `https://islands.example/entries/${id}` },
  ...{ summary: "", summary_of: "", updated_at: "", updated_by: "" },
});
