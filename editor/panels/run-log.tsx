"use client";

import { useQuery } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { Search } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useLocale, useTranslations } from "use-intl";
import { errorText, useTRPC } from "@/components/api";
import { HiddenData } from "@/components/executions/hidden-data";
import { CopyButton } from "@/components/item-view/copy-button";
import { cn } from "@/components/ui/class-names";
import { Input } from "@/components/ui/input";
import { isFinal } from "@/shared/execution";
import { useEditor } from "../editor-context";
import { type LogLine, logLines } from "../log-lines";
import { knownSteps, type RunView } from "../run-view";
import { useRunNodes } from "../use-run-nodes";

const lineHeight = 24;
const refreshMs = 1_000;

/** What the steps of a run wrote, and what went wrong in them, in the order it happened. */
export function RunLog({ run }: { run: RunView }) {
  const t = useTranslations("logs");
  const nodes = useRunNodes();
  const isRunning = !isFinal(run.state.status);
  const [search, setSearch] = useState("");
  const { data, error } = useQuery(
    useTRPC().executions.logs.queryOptions(
      { id: run.executionId },
      // The last lines are stored with the end of the run.
      { refetchInterval: isRunning ? refreshMs : false },
    ),
  );
  const isNotShown = error?.data?.code === "FORBIDDEN";
  const lines = logLines(knownSteps(run), data, nodes, (tries) => t("tries", { tries }));
  const wanted = search.trim().toLowerCase();
  const shown = wanted ? lines.filter(({ text, name }) => `${name}\n${text}`.toLowerCase().includes(wanted)) : lines;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex shrink-0 items-center gap-2 border-border border-b px-3 py-1.5">
        <div className="relative min-w-0 max-w-xs flex-1">
          <Search aria-hidden className="absolute top-1/2 left-2 size-3.5 -translate-y-1/2 text-muted" />
          <Input
            aria-label={t("search")}
            placeholder={t("search")}
            value={search}
            onChange={(event) => setSearch(event.target.value)}
            className="h-7 pl-7 text-xs"
          />
        </div>
        <span role="status" className="ml-auto text-muted text-xs tabular-nums">
          {t("count", { count: shown.length })}
          {data?.isCut && ` · ${t("isCut")}`}
        </span>
        <CopyButton
          label={t("copy")}
          text={() => shown.map(({ at, name, text }) => `${new Date(at).toISOString()} ${name}: ${text}`).join("\n")}
        />
      </div>
      {isNotShown && <HiddenData execution={{ isStatusOnly: true }} className="p-3" />}
      {error && !isNotShown && <p className="p-3 text-danger text-sm">{errorText(error).message}</p>}
      {shown.length === 0 ? (
        <p className="p-4 text-muted text-sm">{wanted ? t("nothingFits") : t("empty")}</p>
      ) : (
        <Lines lines={shown} />
      )}
    </div>
  );
}

function Lines({ lines }: { lines: readonly LogLine[] }) {
  const editor = useEditor();
  const t = useTranslations("logs");
  const locale = useLocale();
  const scroller = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => lineHeight,
    overscan: 20,
  });
  // Follows what is written, until somebody scrolls up to read.
  useEffect(() => {
    if (atEnd.current) rows.scrollToIndex(lines.length - 1, { align: "end" });
  }, [lines.length, rows]);
  return (
    <div
      ref={scroller}
      className="min-h-0 flex-1 overflow-y-auto"
      onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) => {
        atEnd.current = scrollTop + clientHeight > scrollHeight - lineHeight;
      }}
    >
      <ol className="relative" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start }) => {
          const line = lines[index];
          if (!line) return null;
          const { at, name, text, kind, nodeId, run, isGone } = line;
          return (
            <li
              key={index}
              ref={rows.measureElement}
              data-index={index}
              className="absolute inset-x-0 flex items-start gap-3 border-border/60 border-b px-3 py-0.5 font-mono text-xs leading-5"
              style={{ top: start }}
            >
              <time className="shrink-0 text-muted tabular-nums max-sm:hidden" dateTime={new Date(at).toISOString()}>
                {new Date(at).toLocaleTimeString(locale === "en" ? "en-GB" : locale)}
              </time>
              <button
                type="button"
                disabled={isGone}
                className="w-24 shrink-0 self-start truncate rounded-sm text-left text-primary enabled:hover:underline disabled:text-muted"
                title={isGone ? `${name} ${t("deletedNode")}` : name}
                onClick={() => {
                  editor.select([nodeId]);
                  editor.state.setState({ openNode: nodeId, openRun: run });
                }}
              >
                {name}
              </button>
              <span
                className={cn(
                  "min-w-0 flex-1 whitespace-pre-wrap break-words",
                  kind === "error" && "text-danger",
                  kind === "retry" && "text-warning",
                )}
              >
                {text}
              </span>
            </li>
          );
        })}
      </ol>
    </div>
  );
}
