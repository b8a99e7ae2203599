import { FileUp, LayoutTemplate, Zap } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { useEditor } from "../editor-context";

/** The first step on an empty canvas. */
export function EmptyCanvas() {
  const t = useTranslations("canvas.empty");
  const { state } = useEditor();
  return (
    <div className="pointer-events-none absolute inset-0 z-10 grid place-items-center overflow-y-auto p-4">
      <div className="pointer-events-auto flex w-full max-w-sm flex-col gap-2 text-center">
        <h2 className="font-semibold text-base">{t("title")}</h2>
        <p className="mb-2 text-muted text-sm">{t("hint")}</p>
        <button
          type="button"
          className={`${choiceClasses} border-2 border-trigger/50 border-dashed hover:border-trigger`}
          onClick={() => state.setState({ palette: { for: "canvas", triggersOnly: true } })}
        >
          <Choice icon={<Zap className="size-5 text-trigger" />} title={t("trigger")}>
            {t("triggerHint")}
          </Choice>
        </button>
        <Link href="/templates" className={choiceClasses}>
          <Choice icon={<LayoutTemplate className="size-5 text-primary" />} title={t("template")}>
            {t("templateHint")}
          </Choice>
        </Link>
        <button type="button" className={choiceClasses} onClick={() => state.setState({ dialog: "import" })}>
          <Choice icon={<FileUp className="size-5 text-network" />} title={t("import")}>
            {t("importHint")}
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
