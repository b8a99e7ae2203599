"use client";

import { ArrowLeft, Redo2, Undo2 } from "lucide-react";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { useTranslations } from "use-intl";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Hint } from "@/components/ui/tooltip";
import { allows } from "@/shared/access";
import { actionById, actionLabel, isPossible } from "../actions";
import { renameWorkflow } from "../commands";
import { useDocument, useEditor, useEditorState, useReadOnly } from "../editor-context";
import { keyText } from "../keys";
import { Colleagues } from "./colleagues";
import { EditorMenu } from "./editor-menu";
import { PublishButton } from "./publish-button";
import { RunButton } from "./run-button";
import { SaveIndicator } from "./save-indicator";

export function Header() {
  const t = useTranslations("editor.header");
  const readOnly = useReadOnly();
  const mayRun = useEditorState(({ role }) => allows(role, "run"));
  return (
    <header className="flex h-12 shrink-0 items-center gap-1 border-border border-b bg-surface px-2">
      <Hint label={t("allWorkflows")}>
        <Button asChild variant="ghost" size="icon-sm">
          <Link href="/workflows" aria-label={t("back")}>
            <ArrowLeft aria-hidden />
          </Link>
        </Button>
      </Hint>
      <div className="flex min-w-0 flex-1 items-center gap-2">
        <WorkflowName />
        {readOnly ? <ViewOnly /> : <SaveIndicator />}
      </div>
      <Colleagues />
      <div className="flex items-center max-sm:hidden">
        <HistoryButton id="undo" icon={<Undo2 aria-hidden />} />
        <HistoryButton id="redo" icon={<Redo2 aria-hidden />} />
      </div>
      <span aria-hidden className="mx-1 h-5 w-px bg-border max-sm:hidden" />
      {mayRun && <RunButton />}
      {!readOnly && <PublishButton />}
      <EditorMenu />
    </header>
  );
}

function ViewOnly() {
  const t = useTranslations("access.viewOnly");
  const mayRun = useEditorState(({ role }) => allows(role, "run"));
  return (
    <Hint label={t(mayRun ? "runner" : "viewer")}>
      <Badge className="shrink-0">{t("label")}</Badge>
    </Hint>
  );
}

function WorkflowName() {
  const editor = useEditor();
  const t = useTranslations("editor.header");
  const { name } = useDocument();
  const readOnly = useReadOnly();
  const [draft, setDraft] = useState<string | null>(null);

  function keep() {
    if (draft !== null) editor.dispatch(renameWorkflow, { name: draft });
    setDraft(null);
  }

  return (
    <div className="relative min-w-0 max-w-md">
      <h1 className="sr-only">{name}</h1>
      {/* Its text gives the field its width. */}
      <span aria-hidden className="invisible block h-8 truncate whitespace-pre px-2 font-semibold text-sm leading-8">
        {(draft ?? name) || " "}
      </span>
      <input
        aria-label={t("name")}
        value={draft ?? name}
        maxLength={128}
        readOnly={readOnly}
        spellCheck={false}
        className="absolute inset-0 w-full truncate rounded-md bg-transparent px-2 font-semibold text-sm hover:bg-hover focus:bg-surface"
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={keep}
        onKeyDown={(event) => {
          if (event.key === "Enter") event.currentTarget.blur();
          if (event.key === "Escape") {
            setDraft(null);
            // After the old name is back, so that leaving the field keeps that.
            const field = event.currentTarget;
            requestAnimationFrame(() => field.blur());
          }
        }}
      />
    </div>
  );
}

function HistoryButton({ id, icon }: { id: "undo" | "redo"; icon: ReactNode }) {
  const t = useTranslations();
  const editor = useEditor();
  const action = actionById(id);
  const label = useEditorState((state) => (action ? actionLabel(action, state, t) : ""));
  const possible = useEditorState((state) => action !== undefined && isPossible(action, state));
  return (
    <Hint label={label} shortcut={action?.keys?.[0] && keyText(action.keys[0])}>
      <Button
        variant="ghost"
        size="icon-sm"
        aria-label={t(`editor.header.${id}`)}
        disabled={!possible}
        onClick={() => action?.run(editor)}
      >
        {icon}
      </Button>
    </Hint>
  );
}
