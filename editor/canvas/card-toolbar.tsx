import { PencilLine, Play, Power, Trash2 } from "lucide-react";
import type { ComponentProps } from "react";
import { useTranslations } from "use-intl";
import { cn } from "@/components/ui/class-names";
import { Hint } from "@/components/ui/tooltip";
import type { WorkflowNode } from "@/shared/workflow";
import { deleteAndJoin, setDisabled } from "../commands";
import { useEditor } from "../editor-context";
import { runTo } from "../start-run";

type CardToolbarProps = { node: WorkflowNode; readOnly: boolean };

/** What one does most with a node: on hover, and for the one that is selected, which serves fingers too. */
export function CardToolbar({ node, readOnly }: CardToolbarProps) {
  const t = useTranslations("canvas.node");
  const editor = useEditor();
  const { name } = node;
  const ids = new Set([node.id]);
  return (
    <div className="nodrag nopan -translate-x-1/2 absolute bottom-full left-1/2 flex pb-3.5">
      <div className="flex gap-0.5 rounded-lg border border-border bg-raised p-0.5 shadow-sm">
        <Tool label={t("open", { name })} onClick={() => editor.state.setState({ openNode: node.id })}>
          <PencilLine aria-hidden />
        </Tool>
        {!readOnly && (
          <>
            <Tool label={t("runTo", { name })} onClick={() => void runTo(editor, node.id)}>
              <Play aria-hidden />
            </Tool>
            <Tool
              label={t(node.disabled ? "enable" : "disable", { name })}
              onClick={() => editor.dispatch(setDisabled, { ids, disabled: !node.disabled })}
            >
              <Power aria-hidden className={cn(node.disabled && "text-accent-text")} />
            </Tool>
            <Tool label={t("delete", { name })} onClick={() => editor.dispatch(deleteAndJoin, { ids })}>
              <Trash2 aria-hidden />
            </Tool>
          </>
        )}
      </div>
    </div>
  );
}

function Tool({
  label,
  onClick,
  children,
}: { label: string } & Pick<ComponentProps<"button">, "onClick" | "children">) {
  return (
    <Hint label={label}>
      <button
        type="button"
        aria-label={label}
        // The same actions have keys; a stop for each would make the canvas endless to walk through.
        tabIndex={-1}
        onClick={(event) => {
          event.stopPropagation();
          onClick?.(event);
        }}
        onDoubleClick={(event) => event.stopPropagation()}
        className="grid size-7 pointer-coarse:size-10 place-items-center rounded-md text-muted hover:bg-hover hover:text-text [&_svg]:size-3.5"
      >
        {children}
      </button>
    </Hint>
  );
}
