import { useState } from "react";
import { cn } from "@/components/ui/class-names";

type NameFieldProps = {
  label: string;
  name: string;
  /** Why this cannot be the name. */
  problem: (name: string) => string | undefined;
  onKeep: (name: string) => void;
  /** The field goes away; the keyboard is for the canvas again when it was left by a key. */
  onDone: (byKey: boolean) => void;
  className?: string;
};

/** A name that is written where it stands. Enter or leaving keeps it, Esc does not. */
export function NameField({ label, name, problem, onKeep, onDone, className }: NameFieldProps) {
  const [draft, setDraft] = useState(name);
  const wanted = draft.trim();
  const wrong = wanted === name ? undefined : problem(wanted);
  return (
    <span className={cn("nodrag nopan relative block", className)}>
      <input
        ref={(field) => field?.focus({ preventScroll: true })}
        aria-label={label}
        aria-invalid={wrong !== undefined}
        aria-describedby={wrong && "name-problem"}
        value={draft}
        maxLength={128}
        spellCheck={false}
        className="w-full rounded-sm bg-surface px-1 font-medium outline-2 outline-ring aria-invalid:outline-danger"
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => setDraft(event.target.value)}
        onDoubleClick={(event) => event.stopPropagation()}
        onBlur={() => {
          if (wrong === undefined && wanted !== name) onKeep(wanted);
          onDone(false);
        }}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === "Escape") onDone(true);
          if (event.key !== "Enter" || wrong) return;
          if (wanted !== name) onKeep(wanted);
          onDone(true);
        }}
      />
      {wrong && (
        <span
          id="name-problem"
          role="alert"
          className="absolute top-full left-0 z-10 mt-1 whitespace-nowrap rounded-md bg-danger-soft px-1.5 py-0.5 font-normal text-danger text-xs"
        >
          {wrong}
        </span>
      )}
    </span>
  );
}
