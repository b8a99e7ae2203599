import type { ReactNode } from "react";

/** The head of a pane: its name, and what can be chosen in it. */
export function PaneHead({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="flex h-11 shrink-0 items-center gap-2 border-border border-b px-3">
      <h2 className="mr-auto shrink-0 font-semibold text-sm">{title}</h2>
      {children}
    </div>
  );
}

type PaneNoteProps = { title: string; children?: ReactNode; actions?: ReactNode };

/** Stands where items would be. */
export function PaneNote({ title, children, actions }: PaneNoteProps) {
  return (
    <div className="flex flex-1 flex-col items-center justify-center gap-1.5 px-6 py-10 text-center">
      <p className="font-medium text-sm">{title}</p>
      {children && <p className="max-w-64 text-pretty text-muted text-xs">{children}</p>}
      {actions && <div className="mt-2 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  );
}
