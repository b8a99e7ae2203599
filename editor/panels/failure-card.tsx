import { CircleAlert, CircleHelp, Info } from "lucide-react";
import { useFormatter, useTranslations } from "use-intl";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { interrupted } from "@/shared/execution";
import { useEditor, useEditorState } from "../editor-context";
import { fieldName } from "../field-name";
import type { RunView } from "../run-view";
import { useRunNodes } from "../use-run-nodes";
import { UnknownAnswer } from "./unknown-answer";

/** Why the run failed, or was not made at all, where, and what to do. */
export function FailureCard({ run: { state, executionId } }: { run: RunView }) {
  const editor = useEditor();
  const t = useTranslations("runs.failure");
  const format = useFormatter();
  const nodes = useRunNodes();
  const nodeTypes = useEditorState((current) => current.nodeTypes);
  const failedStep = state.steps.findLast(({ status }) => status === "failed");
  const error = state.error ?? failedStep?.error;
  const isFailure = state.status === "failed";
  if ((!isFailure && state.status !== "cancelled") || !error) return null;
  const isUnknown = isFailure && error.code === interrupted;
  const Icon = isUnknown ? CircleHelp : isFailure ? CircleAlert : Info;
  const color = isUnknown ? "text-warning" : isFailure && "text-danger";
  const nodeId = error.nodeId ?? failedStep?.nodeId;
  const node = nodeId === undefined ? undefined : nodes.get(nodeId);
  const field = error.param ?? null;
  const place = [
    node && t("node", { name: node.name }),
    error.param
      ? t("parameter", { name: fieldName(error.param, node && nodeTypes.get(node.type)?.fields) })
      : undefined,
    error.item !== undefined && t("item", { number: error.item + 1 }),
  ].filter((part) => part !== undefined && part !== false);
  return (
    <div
      role={isFailure ? "alert" : "status"}
      className={cn(
        "flex shrink-0 flex-wrap items-start gap-x-3 gap-y-2 border-border border-b px-4 py-2.5",
        isFailure && (isUnknown ? "bg-warning-soft" : "bg-danger-soft"),
      )}
    >
      <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", color || "text-muted")} />
      <div
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls a focusable region only
        tabIndex={0}
        className="max-h-24 max-sm:max-h-40 min-w-0 flex-1 basis-60 overflow-y-auto rounded-sm text-sm"
      >
        <p className={cn("whitespace-pre-wrap break-words font-medium", color)}>{error.message}</p>
        {error.hint && <p className="break-words text-text">{error.hint}</p>}
        {place.length > 0 && (
          <p className="break-words text-muted text-xs">{format.list(place, { style: "narrow" })}</p>
        )}
      </div>
      {node && !node.isGone && (
        <Button
          variant="secondary"
          size="sm"
          className="ml-auto"
          onClick={() =>
            editor.state.setState({ openNode: node.id, openRun: failedStep?.run ?? null, openField: field })
          }
        >
          {t(field === null ? "openNode" : "openField")}
        </Button>
      )}
      {isUnknown && <UnknownAnswer key={executionId} executionId={executionId} />}
    </div>
  );
}
