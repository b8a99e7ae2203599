import { Check, CircleAlert, CloudOff } from "lucide-react";
import { useTranslations } from "use-intl";
import { cn } from "@/components/ui/class-names";
import { Spinner } from "@/components/ui/spinner";
import type { SaveState } from "../autosave";
import { useEditorState } from "../editor-context";

export function SaveIndicator() {
  const save = useEditorState((state) => state.save);
  const t = useTranslations("editor.save");
  const { icon, className } = looks[save.is];
  const text = t(save.is);
  const detail =
    save.is === "retrying"
      ? t("retryingDetail", { problem: save.message })
      : save.is === "refused"
        ? `${save.message} ${save.hint ?? ""}`
        : text;
  return (
    <span
      role="status"
      title={detail}
      className={cn("flex min-w-0 shrink-0 items-center gap-1.5 text-xs [&_svg]:size-3.5 [&_svg]:shrink-0", className)}
    >
      {icon}
      <span className="max-md:sr-only">{text}</span>
    </span>
  );
}

const looks = {
  saved: { icon: <Check aria-hidden />, className: "text-muted" },
  unsaved: { icon: <span aria-hidden className="size-2 rounded-full bg-warning" />, className: "text-muted" },
  saving: { icon: <Spinner />, className: "text-muted" },
  retrying: { icon: <CloudOff aria-hidden />, className: "text-warning" },
  conflict: { icon: <CircleAlert aria-hidden />, className: "text-danger" },
  refused: { icon: <CircleAlert aria-hidden />, className: "text-danger" },
} as const satisfies { [state in SaveState["is"]]: object };
