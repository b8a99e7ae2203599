import { Check, CircleAlert, CloudOff } from "lucide-react";
import { cn } from "@/components/ui/class-names";
import { Spinner } from "@/components/ui/spinner";
import type { SaveState } from "../autosave";
import { useEditorState } from "../editor-context";

export function SaveIndicator() {
  const save = useEditorState((state) => state.save);
  const { icon, text, detail, className } = lookOf(save);
  return (
    <span
      role="status"
      title={detail ?? text}
      className={cn("flex min-w-0 shrink-0 items-center gap-1.5 text-xs [&_svg]:size-3.5 [&_svg]:shrink-0", className)}
    >
      {icon}
      <span className="max-md:sr-only">{text}</span>
    </span>
  );
}

type Look = { icon: React.ReactNode; text: string; detail?: string; className: string };

function lookOf(save: SaveState): Look {
  switch (save.is) {
    case "saved":
      return { icon: <Check aria-hidden />, text: "Saved", className: "text-muted" };
    case "unsaved":
      return {
        icon: <span aria-hidden className="size-2 rounded-full bg-warning" />,
        text: "Unsaved",
        className: "text-muted",
      };
    case "saving":
      return { icon: <Spinner />, text: "Saving", className: "text-muted" };
    case "retrying":
      return {
        icon: <CloudOff aria-hidden />,
        text: "Offline, trying again",
        detail: `${save.message} Your work is kept in this browser until it is saved.`,
        className: "text-warning",
      };
    case "conflict":
      return { icon: <CircleAlert aria-hidden />, text: "Not saved: changed elsewhere", className: "text-danger" };
    case "refused":
      return {
        icon: <CircleAlert aria-hidden />,
        text: "Not saved",
        detail: `${save.message} ${save.hint ?? ""}`,
        className: "text-danger",
      };
  }
}
