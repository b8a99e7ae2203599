import { useState } from "react";
import { useTranslations } from "use-intl";
import type { Texts } from "@/components/messages/texts";
import { Dialog, DialogContent, DialogDescription, DialogHeader, DialogTitle } from "@/components/ui/dialog";
import { Input } from "@/components/ui/input";
import { Kbd } from "@/components/ui/kbd";
import { editorActions } from "../actions";
import { gestures, waysOf } from "../gestures";
import { keyText } from "../keys";

type Row = { label: string; how: readonly string[] };
type Section = { title: string; rows: Row[] };

export function ShortcutsDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const t = useTranslations("editor.shortcuts");
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent className="flex max-h-[85vh] max-w-3xl flex-col">
        <DialogHeader>
          <DialogTitle>{t("title")}</DialogTitle>
          <DialogDescription>{t("description")}</DialogDescription>
        </DialogHeader>
        <Overview />
      </DialogContent>
    </Dialog>
  );
}

function Overview() {
  const [search, setSearch] = useState("");
  const t = useTranslations();
  const found = sections(search.trim().toLowerCase(), t);
  return (
    <>
      <Input
        aria-label={t("editor.shortcuts.search")}
        placeholder={t("editor.shortcuts.placeholder")}
        className="shrink-0"
        autoFocus
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      <section
        aria-label={t("editor.shortcuts.list")}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls a focusable region only
        tabIndex={0}
        className="-mx-1 min-h-0 flex-1 overflow-y-auto px-1"
      >
        {found.length === 0 && <p className="py-8 text-center text-muted text-sm">{t("editor.shortcuts.empty")}</p>}
        <div className="columns-1 gap-8 sm:columns-2">
          {found.map(({ title, rows }) => (
            <Rows key={title} title={title} rows={rows} />
          ))}
        </div>
      </section>
    </>
  );
}

function sections(search: string, t: Texts): Section[] {
  const keyed = editorActions.flatMap(({ group, id, keys }) =>
    keys ? [{ title: t(`actions.groups.${group}`), label: t(`actions.labels.${id}`), how: keys }] : [],
  );
  const byHand = gestures.map((gesture) => ({
    title: t(`actions.groups.${gesture.group}`),
    label: t(`actions.gestures.${gesture.what}`),
    how: waysOf(gesture, t),
  }));
  const all = [...keyed, ...byHand];
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
