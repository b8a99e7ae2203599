import type { Store } from "@/server/db/client";
import { calledPath, matchPath } from "@/server/runs/webhook-paths";
import { doorOf, type RequestHint, type WebhookRequestSummary } from "@/shared/webhook-request";
import { type Address, addressesOf } from "./webhook-addresses";

const maxHints = 4;

type Request = Pick<WebhookRequestSummary, "result" | "kind" | "method" | "path">;

/** Why a call found nobody, from what is published and drawn now. */
export function requestHints(store: Store, { result, kind, method, path }: Request): RequestHint[] {
  if (result !== "unknown" && result !== "method") return [];
  const called = calledPath(path);
  const door = doorOf(path);
  const published = addressesOf(store, door, "published");
  const drafts = addressesOf(store, door, "draft");
  const fits = (one: Address) => matchPath(one.path, called) !== undefined;
  const takes = ({ methods }: Address) => methods.includes(method);
  const answering = published.filter(fits);
  const drawn = drafts.filter(fits);
  const hints: RequestHint[] = [];
  if (kind === "test") {
    hints.push(...drawn.map((one): RequestHint => ({ is: "testOnly", ...named(one) })));
    if (answering.length) hints.push({ is: "publishedToo", path: `/${door}/${called}` });
  } else if (answering.length) {
    const others = answering.filter((one) => !takes(one));
    hints.push(...others.map((one): RequestHint => ({ is: "methods", methods: [...one.methods], ...named(one) })));
    const changed = drawn.filter((one) => takes(one) && others.some(({ workflowId }) => workflowId === one.workflowId));
    hints.push(...changed.map((one): RequestHint => ({ is: "draftMethods", ...named(one) })));
  } else hints.push(...drawn.map((one): RequestHint => ({ is: "unpublished", ...named(one) })));
  if (answering.length === 0) hints.push(...nearest(published, called));
  return hints.slice(0, maxHints);
}

const named = ({ workflowId, workflowName }: Address) => ({ workflowId, workflowName });

/** Published paths that somebody may have meant. */
function nearest(published: Address[], called: string): RequestHint[] {
  const most = Math.max(2, Math.floor(called.length / 3));
  return published
    .map((one) => ({ one, far: distance(called.slice(0, 100).toLowerCase(), one.path.toLowerCase()) }))
    .filter(({ one, far }) => far <= most || one.path.split("/").includes(called))
    .sort((a, b) => a.far - b.far)
    .slice(0, 3)
    .map(({ one }) => ({ is: "nearest", path: `/${one.takes.is}/${one.path}`, ...named(one) }));
}

/** How many letters must be added, taken out or changed. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, change));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
