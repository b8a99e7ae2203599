"use client";

import { useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { cn } from "../ui/class-names";

type CellEditorProps = {
  label: string;
  start: string;
  problem: string | undefined;
  isNumber: boolean;
  /** `to`: where the keys lead once the value is stored. */
  onCommit: (text: string, to: "down" | "right" | "left" | "stay") => void;
  onCancel: () => void;
};

/** Enter stores and goes down, Tab to the side, Escape leaves things as they were. */
export function CellEditor({ label, start, problem, isNumber, onCommit, onCancel }: CellEditorProps) {
  const t = useTranslations("tables.grid");
  const [text, setText] = useState(start);
  // What the keys have decided is not decided again when the focus leaves.
  const isDone = useRef(false);
  const decide = (act: () => void) => {
    if (isDone.current) return;
    isDone.current = true;
    act();
  };
  const lines = Math.min(6, text.split("\n", 7).length);
  return (
    <div className="absolute inset-x-0 top-0 z-20 min-w-40">
      <textarea
        // biome-ignore lint/a11y/noAutofocus: the cell was opened to write in it
        autoFocus
        aria-label={label}
        aria-invalid={problem ? true : undefined}
        aria-describedby={problem ? "cell-problem" : undefined}
        rows={lines}
        spellCheck={false}
        inputMode={isNumber ? "decimal" : undefined}
        className={cn(
          "block w-full resize-none bg-surface px-2 py-[7px] text-xs leading-[18px] shadow-lg outline-2 -outline-offset-2",
          problem ? "outline-danger" : "outline-ring",
        )}
        value={text}
        onFocus={(event) => event.target.setSelectionRange(text.length, text.length)}
        onChange={(event) => setText(event.target.value)}
        onBlur={() => decide(() => onCommit(text, "stay"))}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === "Escape") {
            event.preventDefault();
            decide(onCancel);
          } else if (event.key === "Enter" && !event.shiftKey && !event.altKey && !event.nativeEvent.isComposing) {
            event.preventDefault();
            decide(() => onCommit(text, "down"));
          } else if (event.key === "Tab") {
            event.preventDefault();
            const to = event.shiftKey ? "left" : "right";
            decide(() => onCommit(text, to));
          }
        }}
      />
      {problem && (
        <p id="cell-problem" role="alert" className="bg-danger-soft px-2 py-1 text-danger text-xs shadow-lg">
          {problem}
        </p>
      )}
      {!problem && <span className="sr-only">{t("editHint")}</span>}
    </div>
  );
}
