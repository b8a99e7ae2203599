"use client";

import { CaseSensitive, X } from "lucide-react";
import { useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { NodeIcon } from "@/components/node-icon";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { Input } from "@/components/ui/input";
import { focusSelection } from "../canvas/focus-card";
import { findNode } from "../document";
import { type Editor, useDocument, useEditor, useEditorState, useReadOnly } from "../editor-context";
import { findText, type Hit, maxHits, partsBetween, replaceText, type Search } from "../find";
import { reveal } from "../reveal";
import { tellUndo } from "../tell-undo";

/** Finds a text in names, parameters and notes, and puts another in its place. */
export function FindPanel() {
  const editor = useEditor();
  const t = useTranslations("editor.find");
  const texts = useTranslations();
  const readOnly = useReadOnly();
  const document = useDocument();
  const nodeTypes = useEditorState((state) => state.nodeTypes);
  const [text, setText] = useState("");
  const [by, setBy] = useState("");
  const [matchCase, setMatchCase] = useState(false);
  const [current, setCurrent] = useState(-1);
  const searched = useDeferredValue(text);
  const search = useMemo(() => ({ text: searched, matchCase }), [searched, matchCase]);
  const hits = useMemo(() => findText(document, search, nodeTypes, texts), [document, search, nodeTypes, texts]);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), []);

  function close() {
    editor.state.setState({ findOpen: false });
    requestAnimationFrame(() => focusSelection(editor));
  }
  function go(index: number) {
    const at = hits.length === 0 ? -1 : (index + hits.length) % hits.length;
    const hit = hits[at];
    setCurrent(at);
    if (hit) jumpTo(editor, hit);
  }
  const replace = (chosen: readonly Hit[]) => editor.dispatch(replaceText, { hits: chosen, search, by, nodeTypes });

  function replaceAll() {
    replace(hits);
    tellUndo(editor, texts("actions.done.replaced", { count: hits.length }));
  }

  return (
    <search
      aria-label={t("title")}
      className="absolute inset-x-3 top-3 z-20 flex max-h-[calc(100%-5rem)] flex-col gap-2 rounded-xl border border-border bg-surface p-3 shadow-lg sm:right-auto sm:left-3 sm:w-96"
      onKeyDown={(event) => {
        if (event.key === "Escape") close();
      }}
    >
      <div className="flex items-center gap-1">
        <Input
          ref={field}
          autoFocus
          aria-label={t("find")}
          placeholder={t("placeholder")}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setCurrent(-1);
          }}
          onKeyDown={(event) => {
            if (event.key === "Enter") go(event.shiftKey ? current - 1 : current + 1);
          }}
        />
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label={t("matchCase")}
          aria-pressed={matchCase}
          title={t("matchCase")}
          className={cn(matchCase && "bg-primary-soft text-primary")}
          onClick={() => setMatchCase(!matchCase)}
        >
          <CaseSensitive aria-hidden />
        </Button>
        <Button variant="ghost" size="icon-sm" aria-label={t("close")} onClick={close}>
          <X aria-hidden />
        </Button>
      </div>
      {!readOnly && (
        <div className="flex items-center gap-1">
          <Input
            aria-label={t("replaceWith")}
            placeholder={t("replaceWith")}
            value={by}
            onChange={(event) => setBy(event.target.value)}
          />
          <Button
            variant="secondary"
            size="sm"
            disabled={hits.length === 0}
            onClick={() => replace(hits.slice(Math.max(0, current), Math.max(0, current) + 1))}
          >
            {t("replace")}
          </Button>
          <Button variant="secondary" size="sm" disabled={hits.length === 0} onClick={replaceAll}>
            {t("replaceAll")}
          </Button>
        </div>
      )}
      <p role="status" className="text-muted text-xs">
        <Summary search={search} hits={hits} />
      </p>
      {hits.length > 0 && (
        <ul aria-label={t("found")} className="-mx-1 min-h-0 overflow-y-auto">
          {hits.map((hit, index) => (
            <li key={`${hit.id} ${hit.path.join(".")}`}>
              <HitButton hit={hit} search={search} isCurrent={index === current} onClick={() => go(index)} />
            </li>
          ))}
        </ul>
      )}
    </search>
  );
}

function Summary({ search, hits }: { search: Search; hits: readonly Hit[] }) {
  const t = useTranslations("editor.find");
  if (search.text === "") return t("keys");
  if (hits.length === 0) return t("nowhere");
  if (hits.length === maxHits) return t("tooMany", { count: maxHits });
  return t("summary", { places: hits.reduce((sum, { count }) => sum + count, 0), fields: hits.length });
}

type HitButtonProps = { hit: Hit; search: Search; isCurrent: boolean; onClick: () => void };

function HitButton({ hit, search, isCurrent, onClick }: HitButtonProps) {
  const nodeTypes = useEditorState((state) => state.nodeTypes);
  const document = useDocument();
  const node = findNode(document, hit.id);
  const info = node && nodeTypes.get(node.type);
  return (
    <button
      type="button"
      aria-current={isCurrent}
      onClick={onClick}
      className={cn(
        "flex w-full items-center gap-2.5 rounded-lg px-2 py-1.5 text-left hover:bg-hover",
        isCurrent && "bg-primary-soft hover:bg-primary-soft",
      )}
    >
      <NodeIcon icon={node ? info?.icon : "sticky-note"} category={info?.category} size="sm" />
      <span className="min-w-0">
        <span className="block truncate text-[13px] leading-[18px]">
          <span className="font-medium">{hit.title}</span>
          <span className="text-muted"> · {hit.label}</span>
        </span>
        <Excerpt text={hit.text} search={search} />
      </span>
    </button>
  );
}

/** The text around the first place. */
function Excerpt({ text, search }: { text: string; search: Search }) {
  const [before = ""] = partsBetween(text, search);
  const found = text.slice(before.length, before.length + search.text.length);
  const after = text.slice(before.length + search.text.length, before.length + search.text.length + 80);
  return (
    <span className="block truncate text-muted text-xs">
      {before.length > 24 ? `…${before.slice(-24)}` : before}
      <mark className="rounded-xs bg-accent-soft text-accent-text">{found}</mark>
      {after}
    </span>
  );
}

function jumpTo(editor: Editor, { id }: Hit) {
  editor.select([id]);
  reveal(editor, [id]);
}
