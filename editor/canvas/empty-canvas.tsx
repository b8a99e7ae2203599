import { FileUp, LayoutTemplate, Zap } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { useEditor } from "../editor-context";

/** The first step on an empty canvas. */
export function EmptyCanvas() {
  const { state } = useEditor();
  return (
    <div className="pointer-events-none absolute inset-0 z-10 grid place-items-center overflow-y-auto p-4">
      <div className="pointer-events-auto flex w-full max-w-sm flex-col gap-2 text-center">
        <h2 className="font-semibold text-base">Where does it start?</h2>
        <p className="mb-2 text-muted text-sm">Every workflow begins with a trigger: a call, a time, or you.</p>
        <button
          type="button"
          className={`${choiceClasses} border-2 border-trigger/50 border-dashed hover:border-trigger`}
          onClick={() => state.setState({ palette: { for: "canvas", triggersOnly: true } })}
        >
          <Choice icon={<Zap className="size-5 text-trigger" />} title="Add a trigger">
            Webhook, schedule, or by hand
          </Choice>
        </button>
        <Link href="/templates" className={choiceClasses}>
          <Choice icon={<LayoutTemplate className="size-5 text-primary" />} title="Start from a template">
            Ready-made workflows to change as you like
          </Choice>
        </Link>
        <button type="button" className={choiceClasses} onClick={() => state.setState({ dialog: "import" })}>
          <Choice icon={<FileUp className="size-5 text-network" />} title="Import a file">
            Drop a workflow file here, from Islewire or n8n
          </Choice>
        </button>
      </div>
    </div>
  );
}

const choiceClasses =
  "flex items-center gap-3 rounded-xl border border-border bg-surface px-4 py-3 text-left shadow-xs transition-colors hover:border-muted";

function Choice({ icon, title, children }: { icon: ReactNode; title: string; children: ReactNode }) {
  return (
    <>
      <span aria-hidden className="grid size-9 shrink-0 place-items-center">
        {icon}
      </span>
      <span>
        <span className="block font-medium text-sm">{title}</span>
        <span className="block text-muted text-xs">{children}</span>
      </span>
    </>
  );
}
