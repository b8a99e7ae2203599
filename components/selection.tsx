import { type ReactNode, useState } from "react";
import { Button } from "./ui/button";
import { Checkbox } from "./ui/checkbox";

/** Rows of a list that are chosen. What is gone from the list meanwhile is no longer chosen. */
export function useSelection<T extends { id: number }>(rows: readonly T[]) {
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const selected = rows.filter(({ id }) => chosen.has(id));
  return {
    selected,
    isSelected: (id: number) => chosen.has(id),
    /** `true`: all of the list are, and there are some. */
    share: selected.length === 0 ? false : selected.length === rows.length || ("indeterminate" as const),
    choose(id: number, on: boolean) {
      const next = new Set(chosen);
      if (on) next.add(id);
      else next.delete(id);
      setChosen(next);
    },
    chooseAll: (on: boolean) => setChosen(new Set(on ? rows.map(({ id }) => id) : [])),
    clear: () => setChosen(new Set()),
  };
}

type Selection = Pick<ReturnType<typeof useSelection>, "share" | "chooseAll">;

export function SelectAll({ label, selection: { share, chooseAll } }: { label: string; selection: Selection }) {
  return (
    <Checkbox
      aria-label={label}
      className="align-middle"
      checked={share}
      onCheckedChange={(on) => chooseAll(on === true)}
    />
  );
}

type SelectionBarProps = { count: string; clear: string; onClear: () => void; children: ReactNode };

/** What can be done with what is chosen, at the lower edge of the page. */
export function SelectionBar({ count, clear, onClear, children }: SelectionBarProps) {
  return (
    <div className="sticky bottom-4 z-10 mx-auto mt-4 flex w-fit max-w-full flex-wrap items-center gap-2 rounded-xl border border-border bg-raised p-2 pl-4 shadow-md">
      <span role="status" className="mr-2 font-medium tabular-nums">
        {count}
      </span>
      {children}
      <Button variant="ghost" size="sm" onClick={onClear}>
        {clear}
      </Button>
    </div>
  );
}
