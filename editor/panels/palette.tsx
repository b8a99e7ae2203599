"use client";

import { X } from "lucide-react";
import Link from "next/link";
import { useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { categoryClasses, NodeIcon } from "@/components/node-icon";
import { Button } from "@/components/ui/button";
import { Command, CommandEmpty, CommandGroup, CommandInput, CommandItem, CommandList } from "@/components/ui/command";
import type { NodeCategory, NodeTypeInfo } from "@/shared/api";
import type { WorkflowDocument } from "@/shared/workflow";
import { focusCard } from "../canvas/focus-card";
import { paletteDragType } from "../canvas/use-dropping";
import { fitsIntoWire, hasInput, hasOutput } from "../connections";
import { findNode } from "../document";
import { useDocument, useEditor, useEditorState } from "../editor-context";
import { insertNode } from "../insert-node";
import type { PaletteRequest } from "../store";

/** All node types by category, with search. Entries are clicked, chosen by keyboard, or dragged onto the canvas. */
export function Palette({ request }: { request: PaletteRequest }) {
  const editor = useEditor();
  const t = useTranslations();
  const nodeTypes = useEditorState((state) => state.nodeTypes);
  const [search, setSearch] = useState("");
  const [chosen, setChosen] = useState("");
  const document = useDocument();
  const fits = useMemo(() => fitting(request, document), [request, document]);
  const groups = useMemo(() => found([...nodeTypes.values()].filter(fits), search), [nodeTypes, fits, search]);
  function close(added?: string) {
    editor.state.setState({ palette: null });
    // The search field goes away: keys are for what was added.
    requestAnimationFrame(() => focusCard(added));
  }
  const title = useTitle(request);

  return (
    <aside
      data-palette
      aria-label={t("editor.palette.label")}
      className="absolute inset-x-0 bottom-0 z-20 flex h-[65%] flex-col rounded-t-xl border-border border-t bg-surface shadow-lg md:static md:h-full md:w-76 md:shrink-0 md:rounded-none md:border-t-0 md:border-l md:shadow-none"
    >
      <div className="flex h-12 shrink-0 items-center gap-2 border-border border-b pr-2 pl-4">
        <h2 className="min-w-0 flex-1 truncate font-semibold text-sm">{title}</h2>
        <Button variant="ghost" size="icon-sm" aria-label={t("editor.palette.close")} onClick={() => close()}>
          <X aria-hidden />
        </Button>
      </div>
      <Command
        label={t("editor.palette.label")}
        shouldFilter={false}
        value={chosen}
        onValueChange={setChosen}
        className="min-h-0 flex-1 rounded-none"
        onKeyDown={(event) => {
          if (event.key === "Escape") close();
        }}
      >
        <CommandInput
          placeholder={t("editor.palette.search")}
          aria-label={t("editor.palette.search")}
          autoFocus
          value={search}
          onValueChange={(text) => {
            setSearch(text);
            const [best] = found([...nodeTypes.values()].filter(fits), text);
            setChosen(best?.infos[0]?.label ?? "");
          }}
        />
        <CommandList className="max-h-none flex-1 pb-6">
          <CommandEmpty>
            <p>{t("editor.palette.empty")}</p>
            <Link href="/api-nodes" className="mt-2 inline-block text-primary hover:underline">
              {t("editor.palette.fromDocument")}
            </Link>
          </CommandEmpty>
          {groups.map(({ name, infos }) => (
            <CommandGroup key={name} heading={t(name)}>
              {infos.map((info) => (
                <PaletteEntry
                  key={info.type}
                  info={info}
                  onChoose={() => {
                    close(insertNode(editor, info, request));
                  }}
                />
              ))}
            </CommandGroup>
          ))}
        </CommandList>
      </Command>
      <p className="hidden border-border border-t px-4 py-2 text-muted text-xs md:block">
        {t(`editor.palette.${request.for === "replace" ? "replaceHint" : "addHint"}`)}
      </p>
    </aside>
  );
}

function PaletteEntry({ info, onChoose }: { info: NodeTypeInfo; onChoose: () => void }) {
  const { type, label, summary, icon, category } = info;
  return (
    <CommandItem
      value={label}
      aria-describedby={`about-${type}`}
      draggable
      onDragStart={(event) => {
        event.dataTransfer.setData(paletteDragType, type);
        event.dataTransfer.effectAllowed = "copy";
      }}
      onSelect={onChoose}
      className="gap-2.5 active:cursor-grabbing"
    >
      <NodeIcon icon={icon} category={category} />
      <span className="min-w-0">
        <span className="block truncate font-medium text-[13px] leading-[18px]">{label}</span>
        {/* Described by it, not called by it. */}
        <span id={`about-${type}`} aria-hidden className="line-clamp-2 text-muted text-xs leading-4">
          {summary}
        </span>
      </span>
    </CommandItem>
  );
}

function useTitle(request: PaletteRequest): string {
  const t = useTranslations("editor.palette");
  const document = useDocument();
  if (request.for === "edge") return t("insertTitle");
  if (request.for === "canvas") return t(request.triggersOnly ? "triggerTitle" : "addTitle");
  const name = findNode(document, request.node)?.name ?? "";
  if (request.for === "replace") return t("replaceTitle", { name });
  return t(request.for === "output" ? "afterTitle" : "beforeTitle", { name });
}

const fitting =
  (request: PaletteRequest, { nodes, edges }: WorkflowDocument) =>
  (info: NodeTypeInfo) => {
    switch (request.for) {
      case "canvas":
        return !request.triggersOnly || info.trigger !== undefined;
      case "output":
        return hasInput(info);
      case "input":
        return hasOutput(info);
      case "edge":
        return fitsIntoWire(info);
      case "replace": {
        const isOther = nodes.find(({ id }) => id === request.node)?.type !== info.type;
        const takesIn = hasInput(info) || !edges.some(({ to }) => to.node === request.node);
        return isOther && takesIn && (hasOutput(info) || !edges.some(({ from }) => from.node === request.node));
      }
    }
  };

type Group = { name: "editor.palette.found" | `common.nodeCategories.${NodeCategory}`; infos: NodeTypeInfo[] };

/** By category; a search gives one list, the best first. */
function found(infos: readonly NodeTypeInfo[], search: string): Group[] {
  const wanted = search.trim().toLowerCase();
  if (wanted) {
    const ranked = infos.map((info) => ({ info, rank: rankOf(info, wanted) })).filter(({ rank }) => rank > 0);
    const best = ranked.sort((a, b) => b.rank - a.rank).map(({ info }) => info);
    return best.length > 0 ? [{ name: "editor.palette.found", infos: best }] : [];
  }
  return (Object.keys(categoryClasses) as NodeCategory[])
    .map((category) => ({
      name: `common.nodeCategories.${category}` as const,
      infos: infos.filter((info) => info.category === category),
    }))
    .filter((group) => group.infos.length > 0);
}

function rankOf({ label, summary, keywords }: NodeTypeInfo, wanted: string): number {
  const name = label.toLowerCase();
  if (name === wanted) return 6;
  if (name.startsWith(wanted)) return 5;
  if (name.includes(` ${wanted}`)) return 4;
  if (keywords.some((keyword) => keyword.startsWith(wanted))) return 3;
  if (name.includes(wanted)) return 2;
  return summary.toLowerCase().includes(wanted) ? 1 : 0;
}
