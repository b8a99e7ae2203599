import { eq } from "drizzle-orm";
import { workflows } from "@/server/db/schema";
import type { Colleague } from "@/shared/api";
import { AppError } from "@/shared/errors";
import type { ServiceContext } from "./context";

/** Milliseconds. A tab that has not told of itself for so long is closed, or asleep. */
const presenceMs = 15_000;

/** Of one workflow; more are not shown. */
const maxTabs = 100;

type Person = { userId: string; name: string };
type Seen = Person & { nodeId: string | null; at: number };

/** Who has which workflow open in an editor, by tab. Kept in memory: after a restart each tab tells again. */
export type Presence = {
  /** Tells of a tab, and gives the others. */
  beat(workflowId: string, tab: string, person: Person & { nodeId: string | null }, now: number): Colleague[];
  leave(workflowId: string, tab: string): void;
};

export function createPresence(): Presence {
  const byWorkflow = new Map<string, Map<string, Seen>>();

  function dropGone(now: number) {
    for (const [workflowId, tabs] of byWorkflow) {
      for (const [tab, { at }] of tabs) if (now - at > presenceMs) tabs.delete(tab);
      if (tabs.size === 0) byWorkflow.delete(workflowId);
    }
  }

  return {
    beat(workflowId, tab, person, now) {
      dropGone(now);
      const tabs = byWorkflow.get(workflowId) ?? new Map<string, Seen>();
      byWorkflow.set(workflowId, tabs);
      if (tabs.has(tab) || tabs.size < maxTabs) tabs.set(tab, { ...person, at: now });
      return [...tabs]
        .filter(([other]) => other !== tab)
        .map(([other, { userId, name, nodeId }]) => ({ tab: other, name, nodeId, isSelf: userId === person.userId }));
    },
    leave(workflowId, tab) {
      const tabs = byWorkflow.get(workflowId);
      tabs?.delete(tab);
      if (tabs?.size === 0) byWorkflow.delete(workflowId);
    },
  };
}

/** Tells that a tab has the workflow open, and which others have; and whether there is a newer revision. */
export function openInEditor(
  { store, presence }: ServiceContext,
  input: { id: string; tab: string; nodeId: string | null; user: { id: string; name: string } },
): { others: Colleague[]; revision: number } {
  const { id, tab, nodeId, user } = input;
  const row = store.read.select({ revision: workflows.revision }).from(workflows).where(eq(workflows.id, id)).get();
  if (!row) throw new AppError("NOT_FOUND", "This workflow no longer exists");
  const person = { userId: user.id, name: user.name, nodeId };
  return { others: presence.beat(id, tab, person, Date.now()), revision: row.revision };
}
