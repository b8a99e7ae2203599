"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { cn } from "@/components/ui/class-names";

type NodeNameProps = {
  name: string;
  /** Names of the other nodes. */
  taken: ReadonlySet<string>;
  readOnly: boolean;
  onRename: (name: string) => void;
};

/** The name as a heading that can be written over. Enter or leaving it keeps the change, Escape forgets it. */
export function NodeName({ name, taken, readOnly, onRename }: NodeNameProps) {
  const t = useTranslations("panel.name");
  const [draft, setDraft] = useState<string>();
  const text = draft ?? name;
  const wanted = text.trim();
  const problem = wanted === "" ? t("empty") : taken.has(wanted) ? t("taken") : undefined;

  function finish() {
    if (draft !== undefined && !problem && wanted !== name) onRename(wanted);
    setDraft(undefined);
  }

  if (readOnly) return <p className="truncate px-1.5 font-semibold text-sm leading-6">{name}</p>;
  return (
    <span className="relative flex min-w-0 flex-1 items-center">
      <input
        aria-label={t("label")}
        aria-invalid={problem ? true : undefined}
        aria-describedby={problem ? "node-name-problem" : undefined}
        // The panel leaves Escape to this field while it is being written.
        data-own-escape={draft !== undefined || undefined}
        maxLength={128}
        spellCheck={false}
        autoComplete="off"
        value={text}
        title={text}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={finish}
        onKeyDown={(event) => {
          if (event.key === "Enter") finish();
          if (event.key === "Escape") setDraft(undefined);
        }}
        className={cn(
          "h-6 w-full min-w-0 max-w-2xl truncate rounded-md border border-transparent bg-transparent px-1.5 font-semibold text-sm transition-colors hover:border-border hover:bg-surface focus:border-ring focus:bg-surface",
          problem && "border-danger",
        )}
      />
      {problem && (
        <span
          id="node-name-problem"
          role="alert"
          className="absolute top-full left-0 z-20 mt-1 whitespace-nowrap rounded-md bg-danger-soft px-2 py-1 text-danger text-xs"
        >
          {problem}
        </span>
      )}
    </span>
  );
}
