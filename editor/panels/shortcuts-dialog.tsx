import { useState } from "react";
import { Dialog, DialogContent, DialogDescription, DialogHeader, DialogTitle } from "@/components/ui/dialog";
import { Input } from "@/components/ui/input";
import { Kbd } from "@/components/ui/kbd";
import { editorActions } from "../actions";
import { gestures } from "../gestures";
import { keyText } from "../keys";
import { plainLabel } from "../plain-label";

type Row = { label: string; how: readonly string[] };
type Section = { title: string; rows: Row[] };

export function ShortcutsDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent className="flex max-h-[85vh] max-w-3xl flex-col">
        <DialogHeader>
          <DialogTitle>Keys and gestures</DialogTitle>
          <DialogDescription>Keys work while the canvas has the focus.</DialogDescription>
        </DialogHeader>
        <Overview />
      </DialogContent>
    </Dialog>
  );
}

function Overview() {
  const [search, setSearch] = useState("");
  const found = sections(search.trim().toLowerCase());
  return (
    <>
      <Input
        aria-label="Search keys and gestures"
        placeholder="Search"
        className="shrink-0"
        autoFocus
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      <section
        aria-label="List"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls a focusable region only
        tabIndex={0}
        className="-mx-1 min-h-0 flex-1 overflow-y-auto px-1"
      >
        {found.length === 0 && <p className="py-8 text-center text-muted text-sm">Nothing has that name or key.</p>}
        <div className="columns-1 gap-8 sm:columns-2">
          {found.map(({ title, rows }) => (
            <Rows key={title} title={title} rows={rows} />
          ))}
        </div>
      </section>
    </>
  );
}

function sections(search: string): Section[] {
  const keyed = editorActions.flatMap((action) =>
    action.keys ? [{ title: action.group as string, label: plainLabel(action), how: action.keys }] : [],
  );
  const all = [...keyed, ...gestures.map(({ group, label, how }) => ({ title: group as string, label, how }))];
  const text = ({ title, label, how }: (typeof all)[number]) =>
    `${title} ${label} ${how.map((key) => keyText(key)).join(" ")}`.toLowerCase();
  const found = all.filter((row) => text(row).includes(search));
  return [...Map.groupBy(found, ({ title }) => title)].map(([title, rows]) => ({ title, rows }));
}

function Rows({ title, rows }: Section) {
  return (
    <section className="mb-5 break-inside-avoid">
      <h3 className="mb-1 font-medium text-muted text-xs">{title}</h3>
      <dl className="divide-y divide-border">
        {rows.map(({ label, how }) => (
          <div key={label} className="flex items-center justify-between gap-4 py-1.5">
            <dt>{label}</dt>
            <dd className="flex flex-wrap justify-end gap-1">
              {how.map((key) => (
                <Kbd key={key} className="whitespace-nowrap">
                  {keyText(key)}
                </Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
