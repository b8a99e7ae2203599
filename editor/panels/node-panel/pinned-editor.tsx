"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { FormError } from "@/components/form-field";
import { LazyCodeEditor } from "@/components/param-form/code-editor/lazy-code-editor";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogDescription, DialogHeader, DialogTitle } from "@/components/ui/dialog";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "@/components/ui/select";
import type { Ports } from "@/shared/item";
import type { Port } from "@/shared/ports";
import { parsePinned, pinnedText } from "./pinned-items";

type PinnedEditorProps = {
  ports: readonly Port[];
  pinned: Ports;
  onSave: (pinned: Ports) => void;
  onClose: () => void;
};

/** Pinned data as JSON, one port at a time. */
export function PinnedEditor({ ports, pinned, onSave, onClose }: PinnedEditorProps) {
  const t = useTranslations();
  const [port, setPort] = useState(ports[0]?.name ?? "main");
  const [texts, setTexts] = useState<{ [port: string]: string }>({});
  const [problem, setProblem] = useState<string>();
  const textOf = (name: string) => texts[name] ?? pinnedText(pinned[name] ?? []);

  function save() {
    const next: Ports = { ...pinned };
    for (const name of Object.keys(texts)) {
      const result = parsePinned(textOf(name), t);
      if ("problem" in result) {
        setPort(name);
        setProblem(result.problem);
        return;
      }
      next[name] = result.items;
    }
    onSave(next);
    onClose();
  }

  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent className="max-w-2xl">
        <DialogHeader>
          <DialogTitle>{t("panel.pinnedEditor.title")}</DialogTitle>
          <DialogDescription>{t("panel.pinnedEditor.hint")}</DialogDescription>
        </DialogHeader>
        {ports.length > 1 && (
          <Select value={port} onValueChange={(next) => next !== "" && setPort(next)}>
            <SelectTrigger aria-label={t("panel.pinnedEditor.port")} className="w-48">
              <SelectValue />
            </SelectTrigger>
            <SelectContent>
              {ports.map(({ name, label }) => (
                <SelectItem key={name} value={name}>
                  {label}
                </SelectItem>
              ))}
            </SelectContent>
          </Select>
        )}
        <LazyCodeEditor
          key={port}
          value={textOf(port)}
          onChange={(text) => {
            setTexts({ ...texts, [port]: text });
            setProblem(undefined);
          }}
          language="json"
          attributes={{ "aria-label": t("panel.pinnedEditor.items") }}
          invalid={problem !== undefined}
          readOnly={false}
          className="max-h-[50vh] min-h-48"
        />
        {problem && <FormError message={problem} />}
        <div className="flex justify-end gap-2">
          <Button variant="secondary" onClick={onClose}>
            {t("common.cancel")}
          </Button>
          <Button onClick={save}>{t("panel.pinnedEditor.pin")}</Button>
        </div>
      </DialogContent>
    </Dialog>
  );
}
