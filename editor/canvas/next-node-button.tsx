import { Plus } from "lucide-react";
import { useTranslations } from "use-intl";
import type { WorkflowNode } from "@/shared/workflow";
import { cardWidth, type PlacedPort } from "../card-geometry";
import { useEditor } from "../editor-context";
import { portLabel } from "../port-label";

/** On an output that leads nowhere: chooses the node that comes next. */
export function NextNodeButton({ node, port }: { node: WorkflowNode; port: PlacedPort }) {
  const t = useTranslations();
  const { state } = useEditor();
  const { name } = node;
  const label = port.labelled
    ? t("canvas.node.addAfterOutput", { name, port: portLabel(port, "output", t) })
    : t("canvas.node.addAfter", { name });
  return (
    <span
      className="pointer-events-none absolute flex -translate-y-1/2 items-center"
      style={{ left: cardWidth + 6, top: port.y }}
    >
      <span className="h-0.5 w-4 bg-wire/60" />
      <button
        type="button"
        aria-label={label}
        title={t("canvas.node.add")}
        tabIndex={-1}
        className="nodrag nopan pointer-events-auto relative grid after:absolute after:pointer-coarse:-inset-2.5 size-5 place-items-center rounded-md border border-wire/70 bg-surface text-muted transition-colors hover:border-primary hover:bg-primary hover:text-primary-foreground"
        onDoubleClick={(event) => event.stopPropagation()}
        onClick={(event) => {
          event.stopPropagation();
          state.setState({ palette: { for: "output", node: node.id, port: port.name } });
        }}
      >
        <Plus aria-hidden className="size-3.5" />
      </button>
    </span>
  );
}
