"use client";

import { TriangleAlert } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { errorText } from "@/components/api";
import { FormField } from "@/components/form-field";
import { Button } from "@/components/ui/button";
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "@/components/ui/dialog";
import { Input } from "@/components/ui/input";
import { focusSelection } from "../canvas/focus-card";
import { useDocument, useEditor, useEditorState } from "../editor-context";
import { extraction } from "../extract";
import { extractSelection } from "../extract-selection";
import { groupsOfSelection } from "../group-selection";

export function ExtractDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const editor = useEditor();
  const t = useTranslations("editor.extract");
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent
        className="max-w-md"
        onCloseAutoFocus={(event) => {
          event.preventDefault();
          focusSelection(editor);
        }}
      >
        <DialogHeader>
          <DialogTitle>{t("title")}</DialogTitle>
          <DialogDescription>{t("description")}</DialogDescription>
        </DialogHeader>
        {open && <ExtractForm onDone={() => onOpenChange(false)} />}
      </DialogContent>
    </Dialog>
  );
}

function ExtractForm({ onDone }: { onDone: () => void }) {
  const editor = useEditor();
  const t = useTranslations();
  const document = useDocument();
  const selected = useEditorState((state) => state.selected);
  const nodeTypes = useEditorState((state) => state.nodeTypes);
  const [name, setName] = useState(() => {
    const [group] = groupsOfSelection(editor.state.getState());
    return group && group.name !== t("canvas.group.newName")
      ? group.name
      : t("editor.extract.partName", { name: document.name });
  });
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const result = extraction(document, selected, { nodeTypes, name: name.trim(), t });
  if ("refused" in result) {
    return (
      <>
        <p role="alert" className="rounded-lg bg-warning-soft px-3 py-2 text-sm text-warning">
          {t("editor.extract.refused", { reason: result.refused })}
        </p>
        <DialogFooter>
          <Button variant="secondary" onClick={onDone}>
            {t("common.close")}
          </Button>
        </DialogFooter>
      </>
    );
  }
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={async (event) => {
        event.preventDefault();
        if (name.trim() === "" || busy) return;
        setBusy(true);
        try {
          await extractSelection(editor, result);
          onDone();
        } catch (error) {
          const { message, hint } = errorText(error);
          setFailure([message, hint].filter(Boolean).join(". "));
        }
        setBusy(false);
      }}
    >
      <FormField
        label={t("editor.extract.name")}
        error={name.trim() === "" ? t("editor.extract.nameMissing") : (failure ?? undefined)}
      >
        {(control) => (
          <Input
            {...control}
            autoFocus
            maxLength={128}
            value={name}
            onFocus={(event) => event.currentTarget.select()}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </FormField>
      {result.broken.length > 0 && <Broken broken={result.broken} />}
      <DialogFooter>
        <Button variant="secondary" onClick={onDone}>
          {t("common.cancel")}
        </Button>
        <Button type="submit" disabled={busy}>
          {t("editor.extract.submit")}
        </Button>
      </DialogFooter>
    </form>
  );
}

function Broken({ broken }: { broken: readonly { node: string; names: string }[] }) {
  const t = useTranslations("editor.extract");
  return (
    <div className="rounded-lg bg-warning-soft px-3 py-2 text-sm text-warning">
      <p className="flex items-center gap-2 font-medium">
        <TriangleAlert aria-hidden className="size-4 shrink-0" />
        {t("broken")}
      </p>
      <ul className="mt-1 max-h-40 list-disc overflow-y-auto pl-5">
        {broken.map(({ node, names }) => (
          <li key={`${node} ${names}`}>{t("brokenNode", { node, names })}</li>
        ))}
      </ul>
    </div>
  );
}
