import { useTranslations } from "use-intl";
import { cn } from "@/components/ui/class-names";
import { type NoteColor, noteColors } from "../note-commands";

/** Ground and edge of a note or a group. */
export const partLooks = {
  yellow: "border-code/30 bg-code-soft",
  blue: "border-network/30 bg-network-soft",
  green: "border-success/30 bg-success-soft",
  pink: "border-notify/30 bg-notify-soft",
  purple: "border-flow/30 bg-flow-soft",
  gray: "border-border bg-sunken",
} as const satisfies { [color in NoteColor]: string };

const dots = {
  yellow: "bg-code",
  blue: "bg-network",
  green: "bg-success",
  pink: "bg-notify",
  purple: "bg-flow",
  gray: "bg-muted",
} as const satisfies { [color in NoteColor]: string };

type ColorChoiceProps = { legend: string; color: NoteColor | undefined; onChoose: (color: NoteColor) => void };

/** A row of colours above the part. */
export function ColorChoice({ legend, color: chosen, onChoose }: ColorChoiceProps) {
  const t = useTranslations("canvas.colors");
  return (
    <fieldset className="nodrag nopan pointer-events-auto absolute bottom-full left-0 mb-2 flex gap-1 rounded-lg border border-border bg-raised p-1 shadow-sm">
      <legend className="sr-only">{legend}</legend>
      {noteColors.map((color) => (
        <button
          key={color}
          type="button"
          aria-label={t(color)}
          aria-pressed={chosen === color}
          onClick={() => onChoose(color)}
          className={cn(
            "grid size-6 pointer-coarse:size-9 place-items-center rounded-md hover:bg-hover",
            chosen === color && "bg-hover ring-1 ring-ring",
          )}
        >
          <span className={cn("size-3.5 rounded-full", dots[color])} />
        </button>
      ))}
    </fieldset>
  );
}
