import { useViewport } from "@xyflow/react";
import { AlignHorizontalDistributeCenter, Keyboard, Maximize, Minus, Plus, StickyNote } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { Hint } from "@/components/ui/tooltip";
import { actionById } from "../actions";
import { useEditor, useReadOnly } from "../editor-context";
import { keyText } from "../keys";

/** Lower left corner: zoom and order. */
export function CanvasControls() {
  const readOnly = useReadOnly();
  const { zoom } = useViewport();
  return (
    <div className="absolute bottom-3 left-3 z-10 flex gap-2">
      <div className={barClasses}>
        <Control id="zoom-out" icon={<Minus aria-hidden />} />
        <Control
          id="zoom-reset"
          icon={
            <span className="w-10 whitespace-nowrap text-center text-xs tabular-nums">{Math.round(zoom * 100)} %</span>
          }
          shown={`${Math.round(zoom * 100)} %`}
        />
        <Control id="zoom-in" icon={<Plus aria-hidden />} />
        <Control id="fit" icon={<Maximize aria-hidden />} />
      </div>
      {!readOnly && (
        <div className={barClasses}>
          <Control id="tidy-up" icon={<AlignHorizontalDistributeCenter aria-hidden />} />
          <Control id="add-note" icon={<StickyNote aria-hidden />} />
          <span className="max-sm:hidden">
            <Control id="shortcuts" icon={<Keyboard aria-hidden />} />
          </span>
        </div>
      )}
    </div>
  );
}

const barClasses = "flex h-9 items-center rounded-lg border border-border bg-surface p-0.5 shadow-sm";

type ControlProps = {
  id: string;
  icon: ReactNode;
  /** In front of the name, where the control shows a text of its own. */
  shown?: string;
};

function Control({ id, icon, shown }: ControlProps) {
  const t = useTranslations();
  const editor = useEditor();
  const action = actionById(id);
  if (!action) return null;
  const label = t(`actions.labels.${action.id}`);
  return (
    <Hint label={label} shortcut={action.keys?.[0] && keyText(action.keys[0])} side="top">
      <button
        type="button"
        aria-label={shown ? t("canvas.controls.shown", { shown, label }) : label}
        onClick={() => action.run(editor)}
        className="grid h-8 min-w-8 place-items-center rounded-md text-muted hover:bg-hover hover:text-text [&_svg]:size-4"
      >
        {icon}
      </button>
    </Hint>
  );
}
