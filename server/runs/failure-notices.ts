import type { Store } from "@/server/db/client";
import { logger } from "@/server/processes/logger";
import { AppError, type ErrorInfo } from "@/shared/errors";
import { type NoticeSettings, noNotices } from "@/shared/notice-channel";
import type { WorkflowDocument } from "@/shared/workflow";
import { failureText, type NoticeOrder, noticeOrder } from "./notice-message";

type Options = {
  /** Sends by a worker: main sends nothing that users made. Throws what went wrong. */
  send(order: NoticeOrder): Promise<unknown>;
  baseUrl: string;
};
type Key = { workflowId: string; nodeId: string; code: string };
type Untold = Key & { count: number; lastId: number; lastAt: number; toldAt: number | null };
type Channel = {
  id: string;
  settings: string;
  everyMinutes: number;
  isDefault: number;
  sentAt: number | null;
  failedAt: number | null;
};

/** What a version says of notifications. */
type Told = { chosen: string | undefined; nodeNames: ReadonlyMap<string, string> };

const keptVersions = 200;
const everyMs = 1_000;
const minuteMs = 60_000;
const dayMs = 86_400_000;
/** Looked at in one round. */
const batch = 1_000;

/**
 * Tells people of failures: of each cause at once, then how often again in the minutes that its channel says. What is to
 * be told is a row since the commit of the failure, and is over when the message was taken. A message that is not taken is no
 * execution, so it tells of no failure in turn; its channel is left alone for its minutes.
 */
export function createFailureNotices(store: Store, { send, baseUrl }: Options) {
  const log = logger("notices");
  const findUntold = store.rawRead.prepare<[number], Untold>(`
    SELECT workflow_id AS workflowId, node_id AS nodeId, code, count, last_id AS lastId, last_at AS lastAt, told_at AS toldAt
    FROM failure_notices WHERE count > 0 AND (told_at IS NULL OR told_at <= ?) ORDER BY last_at LIMIT ${batch}`);
  const findChannels = store.rawRead.prepare<[], Channel>(`
    SELECT id, settings, every_minutes AS everyMinutes, is_default AS isDefault, sent_at AS sentAt, failed_at AS failedAt
    FROM notice_channels`);
  const findExecution = store.rawRead.prepare<[number], { error: string | null; versionId: number }>(
    "SELECT error, version_id AS versionId FROM executions WHERE id = ?",
  );
  const findDocument = store.rawRead.prepare<[number], string>("SELECT document FROM versions WHERE id = ?").pluck();
  /** By version, which never changes. What waits for the minutes of its channel is looked at each second. */
  const versions = new Map<number, Told>();
  const findName = store.rawRead.prepare<[string], string>("SELECT name FROM workflows WHERE id = ?").pluck();
  const where = "workflow_id = @workflowId AND node_id = @nodeId AND code = @code";
  const drop = store.prepareWrite(`DELETE FROM failure_notices WHERE ${where} AND last_id = @lastId`);
  const told = store.prepareWrite(
    `UPDATE failure_notices SET count = max(count - @count, 0), told_at = @now WHERE ${where}`,
  );
  const taken = store.prepareWrite("UPDATE notice_channels SET sent_at = @now, failure = NULL WHERE id = @id");
  const refused = store.prepareWrite("UPDATE notice_channels SET failed_at = @now, failure = @message WHERE id = @id");
  const findForgotten = store.rawRead.prepare<[number], number>(
    "SELECT 1 FROM failure_notices WHERE count = 0 AND told_at < ? LIMIT 1",
  );
  const forget = store.prepareWrite("DELETE FROM failure_notices WHERE count = 0 AND told_at < ?");
  let busy = false;
  let closed = false;
  const timer = setInterval(() => void tellNow(), everyMs);
  timer.unref();

  return {
    tellNow,
    close() {
      closed = true;
      clearInterval(timer);
    },
  };

  async function tellNow(now = Date.now()): Promise<void> {
    if (busy || closed) return;
    busy = true;
    try {
      if (findForgotten.get(now - dayMs)) await store.commit(() => forget.run(now - dayMs));
      for (const untold of findUntold.all(now - minuteMs)) {
        if (closed) return;
        await tell(untold, now);
      }
    } catch (err) {
      log.error({ err }, "Nobody could be told of failures; it is tried again");
    } finally {
      busy = false;
    }
  }

  async function tell(untold: Untold, now: number): Promise<void> {
    const { workflowId, nodeId, count, lastId, lastAt, toldAt } = untold;
    const execution = findExecution.get(lastId);
    const { chosen, nodeNames } = toldOf(execution?.versionId);
    const workflowName = findName.get(workflowId);
    const channel = channelOf(chosen);
    // Nobody is to be told, or it is too long ago to be news.
    if (!channel || workflowName === undefined || lastAt < now - dayMs) {
      await store.commit(() => drop.run(untold));
      return;
    }
    const pauseMs = channel.everyMinutes * minuteMs;
    if (toldAt !== null && toldAt > now - pauseMs) return;
    if (channel.failedAt !== null && channel.failedAt > now - pauseMs && channel.failedAt >= (channel.sentAt ?? 0))
      return;

    const error = JSON.parse(execution?.error ?? "{}") as Partial<ErrorInfo>;
    const text = failureText(
      {
        ...{ workflowName, count, isAgain: toldAt !== null, executionId: lastId, hint: error.hint },
        nodeName: nodeNames.get(nodeId),
        message: error.message ?? "The execution is no longer kept",
      },
      baseUrl,
    );
    const settings = JSON.parse(channel.settings) as NoticeSettings;
    try {
      await send(noticeOrder(settings, text, `${lastId}-${count}-${lastAt}`));
      await store.commit(() => {
        told.run({ ...untold, now });
        taken.run({ id: channel.id, now });
      });
    } catch (err) {
      // No worker is there just now: it is tried again in a moment.
      if (closed || (err instanceof AppError && err.code === "UNAVAILABLE")) return;
      const message = err instanceof Error ? err.message : String(err);
      log.warn({ channel: channel.id, workflow: workflowId, reason: message }, "A failure notification was not taken");
      await store.commit(() => refused.run({ id: channel.id, now, message: message.slice(0, 1_000) }));
    }
  }

  function toldOf(versionId = 0): Told {
    const known = versions.get(versionId);
    if (known) return known;
    const { settings, nodes = [] } = JSON.parse(findDocument.get(versionId) ?? "{}") as Partial<WorkflowDocument>;
    const found = { chosen: settings?.failureNotices, nodeNames: new Map(nodes.map(({ id, name }) => [id, name])) };
    if (versions.size >= keptVersions) versions.delete(versions.keys().next().value ?? versionId);
    versions.set(versionId, found);
    return found;
  }

  /** One that is gone stands for the default. */
  function channelOf(chosen: string | undefined): Channel | undefined {
    if (chosen === noNotices) return undefined;
    const channels = findChannels.all();
    return channels.find(({ id }) => id === chosen) ?? channels.find(({ isDefault }) => isDefault === 1);
  }
}
