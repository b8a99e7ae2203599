"use client";

import { Maximize2, X } from "lucide-react";
import { type ReactNode, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { cn } from "../ui/class-names";
import { Dialog, DialogClose, DialogContent, DialogTitle, DialogTrigger } from "../ui/dialog";
import { Hint } from "../ui/tooltip";
import type { CodeEditorProps } from "./code-editor/code-editor";
import { LazyCodeEditor } from "./code-editor/lazy-code-editor";
import { useWorkbench } from "./workbench";

type LargeEditorProps = {
  label: string;
  editor: Omit<CodeEditorProps, "attributes" | "autoFocus" | "cursor">;
  /** What the text gives. */
  below?: ReactNode;
  showOutput?: boolean;
};

/** A button that opens the same text in an editor over the whole window, between the data it works on. */
export function LargeEditor({ label, editor, below, showOutput = false }: LargeEditorProps) {
  const t = useTranslations("forms.largeEditor");
  const [open, setOpen] = useState(false);
  const workbench = useWorkbench();
  const content = useRef<HTMLDivElement>(null);
  const input = workbench?.input;
  const output = showOutput ? workbench?.output : undefined;
  const side = "flex min-h-0 min-w-0 flex-col bg-background/50 max-lg:h-[32dvh] max-lg:border-t lg:border-border";
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger
        aria-label={t("openFor", { label })}
        title={t("open")}
        className="relative grid size-5 shrink-0 place-items-center rounded-md text-muted transition-colors after:absolute after:-inset-1 hover:bg-hover hover:text-text"
      >
        <Maximize2 aria-hidden className="size-3.5" />
      </DialogTrigger>
      <DialogContent
        ref={content}
        showClose={false}
        aria-describedby={undefined}
        onOpenAutoFocus={(event) => {
          event.preventDefault();
          (content.current?.querySelector<HTMLElement>(".cm-content") ?? content.current)?.focus();
        }}
        className="inset-0 max-h-none w-auto max-w-none translate-none gap-0 overflow-hidden rounded-none border-0 p-0 sm:inset-3 sm:rounded-xl sm:border data-[state=open]:zoom-in-100"
      >
        <header className="flex h-12 shrink-0 items-center justify-between gap-3 border-border border-b pr-2 pl-4">
          <DialogTitle className="truncate">{label}</DialogTitle>
          <Hint label={t("back")} shortcut="Esc">
            <DialogClose
              aria-label={t("close")}
              className="grid size-8 shrink-0 place-items-center rounded-md text-muted transition-colors hover:bg-hover hover:text-text"
            >
              <X aria-hidden className="size-4" />
            </DialogClose>
          </Hint>
        </header>
        <div className={cn("flex min-h-0 flex-1 flex-col lg:grid", columns(Boolean(input), Boolean(output)))}>
          {input && (
            <section aria-label={t("input")} className={cn(side, "border-border max-lg:order-2 lg:border-r")}>
              {input}
            </section>
          )}
          <section
            aria-label={t("editor")}
            className="flex min-h-0 min-w-0 flex-1 flex-col gap-3 bg-surface p-3 sm:p-4"
          >
            <LazyCodeEditor
              {...editor}
              cursor="end"
              attributes={{ "aria-label": label }}
              className="min-h-0 flex-1 [&>div]:h-full [&_.cm-editor]:h-full"
            />
            {below && <div className="max-h-[40%] shrink-0 overflow-y-auto">{below}</div>}
          </section>
          {output && (
            <section aria-label={t("output")} className={cn(side, "border-border max-xl:hidden xl:border-l")}>
              {output}
            </section>
          )}
        </div>
      </DialogContent>
    </Dialog>
  );
}

function columns(hasInput: boolean, hasOutput: boolean): string {
  if (hasInput && hasOutput)
    return "lg:grid-cols-[minmax(0,1fr)_minmax(0,2fr)] xl:grid-cols-[minmax(0,1fr)_minmax(0,2fr)_minmax(0,1fr)]";
  if (hasInput) return "lg:grid-cols-[minmax(0,1fr)_minmax(0,2fr)]";
  return hasOutput ? "xl:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]" : "lg:grid-cols-1";
}
