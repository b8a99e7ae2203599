import type { Store } from "@/server/db/client";
import { fileIdsIn, fileReferences } from "@/server/db/file-references";
import { pack } from "@/server/db/packed-json";
import { type PassedOn, packPassed } from "@/server/db/step-outputs";
import { StoreUnavailable } from "@/server/db/store-errors";
import type { Postponed } from "@/server/engine/retry";
import type { Step } from "@/server/engine/run-workflow";
import { ranUntil } from "@/server/runs/execution-statements";
import type { ErrorInfo } from "@/shared/errors";
import type { Json, Ports } from "@/shared/item";
import { countItems, portsText } from "./item-text";
import { type Hides, shownRows } from "./shown-rows";

/** Another worker has taken the execution over: nothing this one does counts any more. */
export class Fenced extends Error {
  override name = "Fenced";
}

export type Lease = { executionId: number; owner: string; attempt: number };
type Suspended = {
  wakeAt: number | null;
  token: string;
  startedAt: number;
  memory: Json | undefined;
  also: readonly (() => void)[];
};
type Waiting = { token: string; startedAt: number; logs: string[] };
type StepNotes = { startedAt: number; durationMs: number; tries?: number; logs: string[] };

/** Writes steps and the end of executions, each write on condition that the execution is still ours. */
export function createCheckpoints(store: Store, onWoken: () => void) {
  const upsertStep = store.prepareWrite(`
    INSERT OR REPLACE INTO steps
      (execution_id, step, node_id, run, status, started_at, duration_ms, tries, counts, sources, outputs, error, logs, memory)
    SELECT @executionId, @step, @nodeId, @run, @status, @startedAt, @durationMs, @tries, @counts, @sources, @outputs, @error, @logs, @memory
    WHERE EXISTS (SELECT 1 FROM executions WHERE id = @executionId AND owner = @owner AND attempt = @attempt AND status = 'running')`);
  const finish = store.prepareWrite(`
    UPDATE executions SET status = @status, finished_at = @at, error = @error, owner = NULL, lease_until = NULL,
      wake_at = NULL, resume_step = NULL, resume_with = NULL, resume_token = NULL, run_since = NULL
    WHERE id = @executionId AND owner = @owner AND attempt = @attempt AND status = 'running'`);
  const drop = store.prepareWrite(
    "DELETE FROM executions WHERE id = @executionId AND owner = @owner AND attempt = @attempt AND status = 'running'",
  );
  const dropSteps = store.prepareWrite("DELETE FROM steps WHERE execution_id = @executionId");
  const wakeCaller = store.prepareWrite(`
    UPDATE executions SET status = 'queued', wake_at = NULL WHERE status = 'waiting' AND id =
      (SELECT parent_id FROM executions WHERE id = @executionId AND parent_key LIKE 'w:%')`);
  const suspend = store.prepareWrite(`
    UPDATE executions SET status = 'waiting', deaths = 0, wake_at = @wakeAt, resume_step = @step, resume_token = @token, resume_with = NULL,
      owner = NULL, lease_until = NULL, ${ranUntil("@now")}
    WHERE id = @executionId AND owner = @owner AND attempt = @attempt AND status = 'running'`);

  const files = fileReferences(store);
  const rows = shownRows(store);

  /** The steps and the end of one execution, written in the order of the calls. */
  return {
    open(lease: Lease, { hides, onEnd = () => {} }: JournalOptions = {}) {
      const shown = hides && rows.open(lease.executionId, hides);
      let lost: unknown;
      let waiting = 0;
      const done = () => void waiting--;

      const row = ({ index, node, run, sources }: Step, startedAt: number) => ({
        ...lease,
        step: index,
        nodeId: node.id,
        run,
        startedAt,
        sources: Object.keys(sources).length ? JSON.stringify(sources) : null,
        durationMs: null as number | null,
        tries: null as number | null,
        counts: null as string | null,
        outputs: null as Buffer | null,
        error: null as string | null,
        logs: null as string | null,
        memory: null as string | null,
      });

      /** After one write was lost none is made any more: what is stored is always all up to some step. */
      function write(work: () => void, when: "now" | "soon" = "now"): Promise<void> {
        waiting++;
        const written = store.commit(() => {
          if (lost) throw lost;
          try {
            work();
          } catch (thrown) {
            lost = thrown;
            throw thrown;
          }
        }, when);
        written.then(done, (thrown) => {
          done();
          // The commit was refused, not the work: nothing of the batch is stored.
          lost = thrown instanceof StoreUnavailable ? thrown : (lost ?? thrown);
        });
        return written;
      }

      const writeStep = (
        values: ReturnType<typeof row> & { status: string },
        when: "now" | "soon",
        also: readonly (() => void)[] = [],
      ) =>
        write(() => {
          if (upsertStep.run(values).changes === 0) throw new Fenced();
          for (const each of also) each();
        }, when);

      return {
        /** Steps could not be stored for a reason that passes: they are run again by who has the execution next. */
        unavailable: () => (lost instanceof StoreUnavailable ? lost : undefined),

        /** How many writes are not on disk yet. */
        waiting: () => waiting,

        /** `failedTries`: those of earlier attempts. */
        started: (step: Step, startedAt: number, failedTries: number) =>
          writeStep({ ...row(step, startedAt), tries: failedTries || null, status: "running" }, "now"),

        /** Whoever goes on after a crash goes on counting. */
        retrying: (step: Step, startedAt: number, failedTries: number) =>
          writeStep({ ...row(step, startedAt), tries: failedTries, status: "running" }, "soon"),

        /** `also` is written with the step: all or nothing. */
        finished(step: Step, { outputs, passed, memory, notes, also, when }: Finished) {
          const text = passed ? undefined : portsText(outputs);
          const given = passed ? undefined : shown?.outputs(step.index, outputs);
          const kept = memoryOf(step, memory);
          const values = {
            ...row(step, notes.startedAt),
            status: "succeeded",
            durationMs: notes.durationMs,
            tries: notes.tries ?? null,
            counts: JSON.stringify(countItems(outputs)),
            outputs: passed ? packPassed(passed) : pack(given?.text ?? text ?? ""),
            logs: logsText(notes.logs),
            memory: kept.shown,
          };
          const ids = [text, kept.text].flatMap((part) => (part ? fileIdsIn(part) : []));
          const more = shown ? [...also, ...(given?.also ?? []), ...kept.also] : also;
          return writeStep(values, when, ids.length ? [...more, () => files.add(lease.executionId, ids)] : more);
        },

        failed(step: Step, error: ErrorInfo, notes: StepNotes) {
          const values = {
            ...row(step, notes.startedAt),
            status: "failed",
            durationMs: notes.durationMs,
            tries: notes.tries ?? null,
            error: JSON.stringify(error),
            logs: logsText(notes.logs),
          };
          return writeStep(values, "soon");
        },

        suspended(step: Step, { wakeAt, token, startedAt, memory, also }: Suspended) {
          const kept = memoryOf(step, memory);
          const values = { ...row(step, startedAt), status: "waiting", memory: kept.shown };
          return write(() => {
            if (upsertStep.run(values).changes === 0) throw new Fenced();
            for (const each of [...also, ...kept.also]) each();
            if (kept.text !== null) files.note(lease.executionId, kept.text);
            suspend.run({ ...lease, step: step.index, wakeAt, token, now: Date.now() });
          });
        },

        /** Waits for the next try. What the failed one would have changed with its end is not. */
        postponed(step: Step, { failedTries, error, until }: Postponed, { token, startedAt, logs }: Waiting) {
          const values = {
            ...row(step, startedAt),
            status: "waiting",
            tries: failedTries,
            error: JSON.stringify(error),
            logs: logsText(logs),
          };
          return write(() => {
            if (upsertStep.run(values).changes === 0) throw new Fenced();
            suspend.run({ ...lease, step: step.index, wakeAt: until.getTime(), token, now: Date.now() });
          });
        },

        /** As if the execution had never begun: a look for something new that found nothing. */
        dropped() {
          return write(() => {
            if (drop.run(lease).changes === 0) throw new Fenced();
            dropSteps.run(lease);
            shown?.ended();
          });
        },

        /** Throws what made a step get lost: an execution succeeds with all its steps only. */
        succeeded: (when: "now" | "soon") => write(() => finishAs("succeeded", undefined), when),

        /** Also after a step got lost. */
        stopped(status: "failed" | "cancelled", error: ErrorInfo | undefined, also: () => void = () => {}) {
          return store.commit(() => {
            finishAs(status, error);
            also();
          });
        },
      };

      function logsText(lines: readonly string[]): string | null {
        return lines.length ? JSON.stringify(shown ? lines.map(shown.text) : lines) : null;
      }

      /** `shown`: for the row. */
      function memoryOf({ index }: Step, memory: Json | undefined) {
        const text = memory === undefined ? null : JSON.stringify(memory);
        const given = shown?.memory(index, memory);
        return { text, shown: given ? given.text : text, also: given?.also ?? [] };
      }

      /** Who waits for the end of this one is told, in the same commit. */
      function finishAs(status: "succeeded" | "failed" | "cancelled", error: ErrorInfo | undefined) {
        const values = { ...lease, status, at: Date.now(), error: error ? JSON.stringify(error) : null };
        if (finish.run(values).changes === 0) throw new Fenced();
        shown?.ended(error);
        onEnd(status);
        if (wakeCaller.run(lease).changes > 0) onWoken();
      }
    },
  };
}

type JournalOptions = {
  hides?: Hides;
  /** Within the commit that ends the execution. */
  onEnd?(status: "succeeded" | "failed" | "cancelled"): void;
};

type Finished = {
  outputs: Ports;
  /** They are what came in. */
  passed: PassedOn | undefined;
  memory: Json | undefined;
  notes: StepNotes;
  also: readonly (() => void)[];
  /** `soon`: a crash before may lose it, and the step runs again. */
  when: "now" | "soon";
};

export type Checkpoints = ReturnType<typeof createCheckpoints>;
export type Journal = ReturnType<Checkpoints["open"]>;
